// A text with the words that were searched for marked in it.
import { Fragment } from "react";
import { marked } from "./searchWords";

/** The text; nothing is marked where no word occurs. */
export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return (
    <>
      {marked(text, words).map(({ piece, hit }, index) => (hit ? <mark key={index}>{piece}</mark> : <Fragment key={index}>{piece}</Fragment>))}
    </>
  );
}
