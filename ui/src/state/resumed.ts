// How far a resumed crawl is: what was read before it was cut off counts too.
import type { CacheInfo } from "../platform/bindings";
import type { CrawlTask } from "./session";
import { allUnits, unreadUnits } from "./words";

/** What a crawl had read when it was gone on with. */
export interface ReadBefore {
  read: number;
  all: number;
}

/** What the crawl that would be resumed has read. */
export function readBefore(cache: CacheInfo): ReadBefore | null {
  const crawl = cache.crawl?.state === "partial" ? cache.crawl : cache.cutOff;
  if (!crawl) return null;
  const all = allUnits(crawl.coverage);
  return { read: all - unreadUnits(crawl.coverage), all };
}

/** The task with its progress counted from where the crawl was cut off. A plan that has all units in it counts them already. */
export function withReadBefore(task: CrawlTask, before: ReadBefore | undefined): CrawlTask {
  const { progress } = task;
  if (!before || progress.planned >= before.all) return task;
  const { done, planned } = progress;
  const whole = planned === 0 ? { done: before.read, planned: before.all } : { done: before.read + done, planned: before.read + planned };
  return { ...task, progress: { ...progress, ...whole } };
}
