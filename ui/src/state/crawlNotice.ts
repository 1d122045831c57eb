// What has to be said about the crawl that is shown: that it is an old one, or was cut off, or that a newer one was.
import type { CacheInfo, CrawlRow } from "../platform/bindings";
import { useNavigation } from "./navigation";
import { useSession } from "./session";
import { crawlName, crawlState, moment } from "./words";

/** What is said, and which crawl could be shown instead. */
export interface CrawlNotice {
  tone: "info" | "warning";
  text: string;
  /** The crawl to show in its place; absent where there is no better one. */
  instead: { crawl: number; text: string } | null;
  /** There is something left to read of the newest crawl, and it is known where. */
  canResume: boolean;
}

/** What has to be said about the shown crawl of a cache; nothing where it is the newest and complete. */
export function crawlNotice(cache: CacheInfo, canRecrawl: boolean): CrawlNotice | null {
  const notice = noticeOf(cache);
  const left = cache.crawl?.state === "partial" ? cache.crawl : cache.cutOff;
  if (!notice?.canResume || !left) return notice;
  const why = whyNotResumed(cache, canRecrawl);
  return { ...notice, text: `${notice.text} ${why ?? `It can be resumed: it is read from ${left.source}.`}`, canResume: why === null };
}

/** Why a crawl that was cut off cannot be gone on with from this window, if it cannot. */
function whyNotResumed(cache: CacheInfo, canRecrawl: boolean): string | null {
  if (cache.readOnly) return "It cannot be resumed, because this file is read-only.";
  if (!canRecrawl) return "It cannot be resumed from here, because the cache does not tell where it was read from; armillary crawl --resume can, through the same connection.";
  return null;
}

function noticeOf(cache: CacheInfo): CrawlNotice | null {
  const { crawl, latest, cutOff } = cache;
  if (!crawl) return null;
  const newest = latest !== null && latest !== crawl.id ? { crawl: latest, text: `Show crawl ${latest}` } : null;
  if (crawl.state === "partial") {
    const text = `${crawlName(crawl)} was cut off: what it did not come to is as of earlier crawls, or not known.`;
    return { tone: "warning", text, instead: newest, canResume: cutOff === null && (latest === null || latest <= crawl.id) };
  }
  if (newest && newest.crawl > crawl.id) {
    return { tone: "info", text: `Everything here is as of crawl ${crawl.id}, ${moment(crawl.started)}; there is a newer one.`, instead: newest, canResume: false };
  }
  return cutOff ? newerCutOff(crawl, cutOff) : null;
}

function newerCutOff(shown: CrawlRow, cutOff: CrawlRow): CrawlNotice {
  const text = `A newer crawl was cut off at ${cutOff.percent} %; crawl ${shown.id}, ${moment(shown.started)}, is shown, which is ${crawlState(shown)}.`;
  return { tone: "info", text, instead: { crawl: cutOff.id, text: `Show crawl ${cutOff.id}` }, canResume: true };
}

/** What has to be said in this window now. */
export function useCrawlNotice(): CrawlNotice | null {
  const { status } = useSession();
  const { place } = useNavigation();
  return status?.cache && place.screen !== "welcome" ? crawlNotice(status.cache, status.canRecrawl) : null;
}
