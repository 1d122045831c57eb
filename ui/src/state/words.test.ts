import { expect, test } from "vitest";
import type { StatusCount } from "../platform/bindings";
import { aCrawl } from "../test/samples";
import { allUnits, count, counted, crawlName, crawlState, duration, fileName, knownUnits, statusWords, unreadUnits } from "./words";

test("figures", () => {
  expect(count(12345)).toBe("12,345");
  expect(counted(1, "account")).toBe("1 account");
  expect(counted(0, "account")).toBe("0 accounts");
  expect(counted(2, "version of it", "versions of it")).toBe("2 versions of it");
});

test("lengths of time", () => {
  expect(duration(430)).toBe("0.4 s");
  expect(duration(12_400)).toBe("12 s");
  expect(duration(59_600)).toBe("1 min");
  expect(duration(185_000)).toBe("3 min 5 s");
  expect(duration(3_725_000)).toBe("1 h 2 min");
});

test("file names of either kind of path", () => {
  expect(fileName("/home/me/a.sqlite")).toBe("a.sqlite");
  expect(fileName("C:\\caches\\a.sqlite")).toBe("a.sqlite");
});

test("denied, failed and skipped are unread; a Region that is off is not", () => {
  const coverage: StatusCount[] = [
    { status: "complete", count: 5 },
    { status: "region-off", count: 2 },
    { status: "denied", count: 3 },
    { status: "skipped", count: 1 },
  ];
  expect(unreadUnits(coverage)).toBe(4);
  expect(allUnits(coverage)).toBe(11);
});

test("a crawl that was cut off says how far it came", () => {
  expect(statusWords("denied").indicator).toBe("error");
  expect([crawlName(aCrawl()), crawlState(aCrawl())]).toEqual(["Crawl 1", "complete"]);
  const partial = aCrawl({ id: 2, state: "partial", percent: 43 });
  expect([crawlName(partial), crawlState(partial)]).toEqual(["Crawl 2 (43 %)", "cut off at 43 %"]);
});

test("what is known is told with its age", () => {
  const oldest = { crawl: 2, at: null, units: 3 };
  expect(knownUnits({ current: 130, earlier: 12, oldest, never: 4 })).toBe("130 units of this crawl, 12 older (oldest: crawl 2), 4 never read");
  expect(knownUnits({ current: 1, earlier: 0, oldest: null, never: 0 })).toBe("1 unit of this crawl");
});
