// A sentence of the program: what it puts in backticks is a name, an id or an action, and is set as such.
import { Fragment } from "react";

/** The sentence. */
export function Ticked({ text }: { text: string }) {
  const parts = text.split("`");
  if (parts.length < 3) return <>{text}</>;
  // An odd number of backticks leaves the last one without a partner; what follows it is plain text.
  const last = parts.length % 2 === 0 ? parts.length - 1 : parts.length;
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 && index < last ? (
          <code key={index} className="ticked">
            {part}
          </code>
        ) : (
          <Fragment key={index}>{index >= last ? `\`${part}` : part}</Fragment>
        ),
      )}
    </>
  );
}
