// Figures of a running task.
import type { CrawlProgress } from "../platform/bindings";

/** How much of the planned work is done, in whole percent; `null` while the plan is not known. */
export function progressShare(progress: CrawlProgress): number | null {
  if (progress.planned === 0) return null;
  return Math.min(100, Math.floor((progress.done / progress.planned) * 100));
}
