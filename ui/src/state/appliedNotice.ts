// Says how applying a plan ended, wherever one is: in the window, and to the system where the window is not looked at.
import { useEffect, useRef } from "react";
import { isRunning, useSession, type ApplyTask } from "./session";

/** What is said at the end. */
export function appliedWords({ state, progress, failure }: Pick<ApplyTask, "state" | "progress" | "failure">): { type: "success" | "warning" | "error"; text: string } {
  const { title, done, steps, phase } = progress;
  if (state === "cancelled") return { type: "warning", text: `${title}: stopped after ${done} of ${steps} steps. Apply the same plan again to go on.` };
  if (state === "failed") return { type: "error", text: `${title}: ${failure?.message ?? "it failed"}` };
  if (phase === "proving" || done === steps) return { type: "success", text: `${title}: proved. What it asks for was read in AWS.` };
  return { type: "success", text: `${title}: the step is done, ${done} of ${steps} in all. Apply the plan to go on.` };
}

/** Tells it once. */
export function useAppliedNotice(): void {
  const { applying, tell, refresh } = useSession();
  const running = useRef(new Set<number>());
  useEffect(() => {
    for (const task of applying) {
      if (isRunning(task)) {
        running.current.add(task.id);
        continue;
      }
      if (!running.current.delete(task.id)) continue;
      const { type, text } = appliedWords(task);
      tell(type, text);
      void refresh();
    }
  }, [applying, tell, refresh]);
}
