// Answers that are dear to find and do not change while the cache stays: coming back to a question finds its answer there.
import { useCallback } from "react";
import type { Platform } from "../platform/platform";
import { usePlatform } from "../platform/context";
import { useAsked, type Asked } from "./asked";
import { useSession } from "./session";

const MOST_KEPT = 40;

const kept = new WeakMap<Platform, Map<string, Promise<unknown>>>();

/** Asks, unless the same was answered before. A failure is not kept. */
export function remembered<Answer>(platform: Platform, key: string, ask: () => Promise<Answer>): Promise<Answer> {
  const answers = kept.get(platform) ?? new Map<string, Promise<unknown>>();
  kept.set(platform, answers);
  const known = answers.get(key);
  if (known) return known as Promise<Answer>;
  const answer = ask();
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  for (const oldest of answers.keys()) {
    if (answers.size <= MOST_KEPT) break;
    answers.delete(oldest);
  }
  return answer;
}

/** Asks a question that is wholly said by its name and parameters; the answer is kept until the cache changes. */
export function useRemembered<Answer>(question: readonly unknown[], ask: (platform: Platform) => Promise<Answer>): Asked<Answer> & { question: string } {
  const platform = usePlatform();
  const { generation } = useSession();
  const key = JSON.stringify([generation, ...question]);
  const asked = useAsked(
    // `ask` is said by the key.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    useCallback(async () => ({ key, answer: await remembered(platform, key, () => ask(platform)) }), [platform, key]),
  );
  const current = asked.data?.key === key;
  return { ...asked, data: current ? (asked.data?.answer ?? null) : null, failure: asked.loading ? null : asked.failure, question: key };
}
