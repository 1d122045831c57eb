// Asks a question and keeps its answer current: again when what is asked changes, and when the cache changes.
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Failure } from "../platform/bindings";
import { asFailure } from "../platform/platform";
import { useSession } from "./session";

/** How a question stands. An earlier answer stays while a newer one is awaited. */
export interface Asked<Answer> {
  data: Answer | null;
  failure: Failure | null;
  loading: boolean;
  again: () => void;
}

/** Asks; `ask` must be stable (`useCallback`). */
export function useAsked<Answer>(ask: () => Promise<Answer>): Asked<Answer> {
  const { generation } = useSession();
  const [round, setRound] = useState(0);
  const question = useMemo(() => ({ ask, generation, round }), [ask, generation, round]);
  const [answer, setAnswer] = useState<{ to: object | null; data: Answer | null; failure: Failure | null }>({
    to: null,
    data: null,
    failure: null,
  });

  useEffect(() => {
    let stale = false;
    question.ask().then(
      (data) => {
        if (!stale) setAnswer({ to: question, data, failure: null });
      },
      (reason: unknown) => {
        if (!stale) setAnswer({ to: question, data: null, failure: asFailure(reason) });
      },
    );
    return () => {
      stale = true;
    };
  }, [question]);

  const again = useCallback(() => setRound((last) => last + 1), []);
  return { data: answer.data, failure: answer.failure, loading: answer.to !== question, again };
}
