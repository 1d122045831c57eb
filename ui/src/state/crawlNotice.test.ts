import { expect, test } from "vitest";
import { aCache, aCrawl } from "../test/samples";
import { crawlNotice } from "./crawlNotice";

const cut = aCrawl({ id: 3, state: "partial", percent: 2 });

test("the newest complete crawl needs no word", () => {
  expect(crawlNotice(aCache(), true)).toBeNull();
  expect(crawlNotice(aCache({ crawl: null, latest: null }), true)).toBeNull();
});

test("a newer crawl that was cut off is told, offered, and can be gone on with", () => {
  const notice = crawlNotice(aCache({ crawl: aCrawl({ id: 2 }), latest: 2, cutOff: cut }), true);
  expect(notice).toMatchObject({ tone: "info", instead: { crawl: 3 }, canResume: true });
  expect(notice?.text).toContain("cut off at 2 %");
});

test("an older crawl leads to the newest one, and is none to go on with", () => {
  expect(crawlNotice(aCache({ crawl: aCrawl({ id: 1 }), latest: 2, cutOff: cut }), true)).toMatchObject({ tone: "info", instead: { crawl: 2 }, canResume: false });
});

test("a partial crawl warns, and leads back to the complete one if there is one", () => {
  expect(crawlNotice(aCache({ crawl: cut, latest: 2 }), true)).toMatchObject({ tone: "warning", instead: { crawl: 2 }, canResume: true });
  expect(crawlNotice(aCache({ crawl: cut, latest: 3 }), true)).toMatchObject({ tone: "warning", instead: null, canResume: true });
  expect(crawlNotice(aCache({ crawl: cut, latest: 4 }), true)).toMatchObject({ instead: { crawl: 4 }, canResume: false });
});

test("a crawl that cannot be gone on with says why, and one that can says where it is read from", () => {
  const cutOff = aCrawl({ id: 3, state: "partial", percent: 2, source: "profile audit" });
  const notice = (canRecrawl: boolean, readOnly = false) => crawlNotice(aCache({ crawl: aCrawl({ id: 2 }), latest: 2, cutOff, readOnly }), canRecrawl);
  expect(notice(true)?.text).toContain("profile audit");
  expect(notice(false)).toMatchObject({ canResume: false });
  expect(notice(false)?.text).toContain("does not tell where it was read from");
  expect(notice(true, true)?.text).toContain("read-only");
});
