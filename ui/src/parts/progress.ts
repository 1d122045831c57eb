// Figures of a running task.
import type { TaskProgress } from "../platform/bindings";

/** How much of the planned work is done, in whole percent; `null` while the plan is not known. */
export function progressShare(task: TaskProgress): number | null {
  if (task.planned === 0) return null;
  return Math.min(100, Math.floor((task.done / task.planned) * 100));
}
