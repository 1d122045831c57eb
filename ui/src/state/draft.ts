// What is typed but not asked yet. It starts from what was asked, and starts again when that changes: by asking, or by going back.
import { useState } from "react";

/** The draft over what was asked, and how to change it. */
export function useDraft<Question>(asked: Question): [Question, (draft: Question) => void] {
  const over = JSON.stringify(asked);
  const [kept, setKept] = useState({ over, draft: asked });
  const current = kept.over === over ? kept : { over, draft: asked };
  if (current !== kept) setKept(current);
  return [current.draft, (draft) => setKept({ over, draft })];
}
