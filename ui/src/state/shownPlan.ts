// One plan as it stands: asked once, then moved on by what happens while it is applied.
import { useCallback, useEffect, useRef, useState } from "react";
import type { PlanShown, StepShown } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { useAsked, type Asked } from "./asked";
import { afterEvent } from "./planWords";
import { isRunning, useSession, type ApplyTask } from "./session";

/** A plan, its steps as they stand this moment, and the task that applies it. */
export interface Standing {
  asked: Asked<PlanShown>;
  steps: readonly StepShown[];
  task: ApplyTask | null;
}

/** Once nothing has happened for so long, the plan is asked for again. */
const SETTLED = 400;

/** Follows a plan. */
export function useShownPlan(plan: string): Standing {
  const platform = usePlatform();
  const { applying } = useSession();
  const task = applying.filter((one) => one.progress.plan === plan).at(-1) ?? null;
  const running = isRunning(task);
  const asked = useAsked(useCallback(() => platform.planShown(plan), [platform, plan]));
  const { data, again } = asked;
  const [moved, setMoved] = useState<{ from: PlanShown; steps: readonly StepShown[] } | null>(null);
  const soon = useRef(0);
  useEffect(
    () =>
      platform.onEvent((event) => {
        if (event.event !== "plan" || event.plan !== plan || data === null) return;
        setMoved((last) => ({ from: data, steps: afterEvent(last?.from === data ? last.steps : data.steps, event.change) }));
        // What is asked says more than what is told on the way, and an answer that was on its way may not know of this yet.
        window.clearTimeout(soon.current);
        soon.current = window.setTimeout(again, SETTLED);
      }),
    [platform, plan, data, again],
  );
  useEffect(() => () => window.clearTimeout(soon.current), []);
  useEffect(() => again(), [again, running]);
  const steps = moved !== null && moved.from === data ? moved.steps : (data?.steps ?? []);
  return { asked, steps, task };
}
