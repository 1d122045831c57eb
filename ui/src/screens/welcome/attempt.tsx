// An attempt to start something, with its error shown where it was made.
import Alert from "@cloudscape-design/components/alert";
import { useState } from "react";
import { asFailure } from "../../platform/platform";

/** An attempt. */
export interface Attempt {
  busy: boolean;
  problem: string | null;
  make: <Answer>(call: () => Promise<Answer>, then?: (answer: Answer) => void) => void;
}

/** Keeps one attempt at a time; `onBusy` is called when something else runs already. */
export function useAttempt(onBusy?: () => void): Attempt {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const make: Attempt["make"] = (call, then) => {
    setBusy(true);
    setProblem(null);
    call()
      .then((answer) => then?.(answer))
      .catch((reason: unknown) => {
        const { code, message } = asFailure(reason);
        setProblem(message);
        if (code === "busy") onBusy?.();
      })
      .finally(() => setBusy(false));
  };
  return { busy, problem, make };
}

/** What went wrong, if anything did. */
export function Attempted({ attempt }: { attempt: Attempt }) {
  if (attempt.problem === null) return null;
  return (
    <div data-testid="attempt-problem">
      <Alert type="error">{attempt.problem}</Alert>
    </div>
  );
}
