// Tells keys that are typed from keys that command.

const FIELDS = "input, textarea, select, [contenteditable='true'], [role='dialog']";

/** Whether a key pressed there is text or belongs to a dialog. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(FIELDS) !== null;
}
