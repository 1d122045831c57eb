// Words and figures as people read them.
import type { CrawlRow, KnownUnits, Status, StatusCount, UnitCounts, View } from "../platform/bindings";

const numbers = new Intl.NumberFormat("en-US");

/** `1,234`. */
export function count(value: number): string {
  return numbers.format(value);
}

/** `1 account`, `64 accounts`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** What the views of the map are called. */
export const viewNames: Record<View, string> = { organization: "Organization", network: "Network", portfolios: "Portfolios", trust: "Trust" };

/** A time of day and date, in the person's own zone. */
export function moment(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** A date. */
export function day(milliseconds: number): string {
  return new Date(milliseconds).toLocaleDateString("en-GB", { dateStyle: "medium" });
}

/** A length of time: `0.4 s`, `12 s`, `3 min 5 s`, `1 h 2 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** How one unit of a crawl (an account, a Region, a service) can end, in words, and what to do about it. */
export interface StatusWords {
  name: string;
  indicator: "success" | "error" | "warning" | "stopped" | "pending";
  meaning: string;
  remedy: string;
}

const statuses: Record<Status, StatusWords> = {
  complete: { name: "Read completely", indicator: "success", meaning: "Everything asked for was answered.", remedy: "" },
  denied: {
    name: "Denied",
    indicator: "error",
    meaning: "AWS refused the call. What is there is unknown.",
    remedy: "Allow the action for the crawl role in this account, or look for a service control policy that denies it. Then crawl again.",
  },
  "region-off": {
    name: "Region off",
    indicator: "stopped",
    meaning: "The Region is not enabled in this account, so nothing can be there or be read.",
    remedy: "Nothing, unless the Region should be on: enable it in the account, or leave it out of the crawl.",
  },
  failed: {
    name: "Failed",
    indicator: "warning",
    meaning: "The call ended in an error or ran out of time. What is there is unknown.",
    remedy: "Crawl again. If it fails again, the message beside it says what AWS or the network answered.",
  },
  skipped: {
    name: "Skipped",
    indicator: "pending",
    meaning: "It was not asked for: the account is suspended, the crawl was stopped, or it was left out.",
    remedy: "Crawl again without the limit that left it out. Suspended accounts cannot be read.",
  },
};

/** The words for a unit's status. */
export function statusWords(status: Status): StatusWords {
  return statuses[status];
}

/** How many units did not end complete. A Region that is off has nothing to read. */
export function unreadUnits(coverage: readonly StatusCount[]): number {
  return coverage
    .filter((one) => one.status !== "complete" && one.status !== "region-off")
    .reduce((sum, one) => sum + one.count, 0);
}

/** How many units there are. */
export function allUnits(coverage: readonly StatusCount[]): number {
  return coverage.reduce((sum, one) => sum + one.count, 0);
}

/** How old what was known was as of a crawl: `130 units of this crawl, 12 older (oldest: crawl 2, 3 Nov 2026), 3 never read`. */
export function knownUnits(known: KnownUnits): string {
  const words = [`${counted(known.current, "unit")} of this crawl`];
  const { oldest } = known;
  if (oldest) {
    const of = oldest.at === null ? `crawl ${oldest.crawl}` : `crawl ${oldest.crawl}, ${day(oldest.at)}`;
    words.push(`${count(known.earlier)} older (oldest: ${of})`);
  }
  if (known.never > 0) words.push(`${count(known.never)} never read`);
  return words.join(", ");
}

/** `Crawl 3`; of one that was cut off, how far it came: `Crawl 3 (43 %)`. */
export function crawlName(crawl: CrawlRow): string {
  return crawl.state === "partial" ? `Crawl ${crawl.id} (${crawl.percent} %)` : `Crawl ${crawl.id}`;
}

/** How far a crawl came, in words; of one that went through, also what it was refused: `complete, 3 units denied`. */
export function crawlState(crawl: CrawlRow): string {
  switch (crawl.state) {
    case "partial":
      return `cut off at ${crawl.percent} %`;
    case "running":
      return "being read";
    case "complete":
      return ["complete", ...refusals(crawl.coverage)].join(", ");
    default:
      return crawl.state;
  }
}

/** The units that were tried and not read, in words: `3 units denied` and `1 failed`. Those that were passed over are none of them. */
export function refusals(coverage: readonly StatusCount[]): string[] {
  const tried = coverage.filter(({ status, count: times }) => (status === "denied" || status === "failed") && times > 0);
  return tried.map(({ status, count: times }, at) => `${at === 0 ? counted(times, "unit") : count(times)} ${status}`);
}

/** The three counts, in the words that the menu and the map use. */
export function unitWords({ thisCrawl, earlier, notRead, leftOut }: UnitCounts): string {
  const parts = [`${count(thisCrawl)} read in this crawl`];
  if (earlier > 0) parts.push(`${count(earlier)} as of an earlier crawl`);
  const left = leftOut > 0 ? ` (${count(leftOut)} of them left out on purpose)` : "";
  return `${[...parts, `${count(notRead)} not read`].join(", ")}${left}`;
}
