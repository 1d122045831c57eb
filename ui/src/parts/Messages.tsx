// What the window has to say for a while. Messages lie over it, so that the map keeps its size, and go by themselves so that they cover
// nothing for long: what they tell is also where it belongs (the Coverage screen, the crawl's row). What failed stays until it is
// dismissed, and nothing goes while it is looked at.
import Flashbar from "@cloudscape-design/components/flashbar";
import { useEffect, useState } from "react";
import { useSession, type Message } from "../state/session";

/** How long a message stays, in milliseconds: as long as it takes to see it, and to read it twice. */
export function stays({ type, text }: Pick<Message, "type" | "text">): number | null {
  if (type === "error") return null;
  return (type === "success" ? 5_000 : 8_000) + text.length * 60;
}

/** The messages, the newest first. */
export function Messages() {
  const { messages, dismiss } = useSession();
  const [held, setHeld] = useState(false);
  return (
    <div
      className="messages"
      data-testid="messages"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {!held && messages.map((message) => <Leaving key={message.id} message={message} onGone={dismiss} />)}
      <Flashbar
        items={messages.map(({ id, type, text }) => ({
          id: String(id),
          type,
          content: text,
          dismissible: true,
          dismissLabel: "Dismiss",
          onDismiss: () => {
            dismiss(id);
            setHeld(false);
          },
        }))}
      />
    </div>
  );
}

/** Lets a message go after its time. */
function Leaving({ message, onGone }: { message: Message; onGone: (id: number) => void }) {
  useEffect(() => {
    const time = stays(message);
    if (time === null) return;
    const timer = window.setTimeout(() => onGone(message.id), time);
    return () => window.clearTimeout(timer);
  }, [message, onGone]);
  return null;
}
