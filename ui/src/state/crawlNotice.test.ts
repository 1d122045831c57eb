import { expect, test } from "vitest";
import { aCache, aCrawl } from "../test/samples";
import { crawlNotice } from "./crawlNotice";

const cut = aCrawl({ id: 3, state: "partial", percent: 2 });

test("the newest complete crawl needs no word", () => {
  expect(crawlNotice(aCache())).toBeNull();
  expect(crawlNotice(aCache({ crawl: null, latest: null }))).toBeNull();
});

test("a newer crawl that was cut off is told, offered, and can be gone on with", () => {
  const notice = crawlNotice(aCache({ crawl: aCrawl({ id: 2 }), latest: 2, cutOff: cut }));
  expect(notice).toMatchObject({ tone: "info", instead: { crawl: 3 }, canResume: true });
  expect(notice?.text).toContain("cut off at 2 %");
});

test("an older crawl leads to the newest one, and is none to go on with", () => {
  expect(crawlNotice(aCache({ crawl: aCrawl({ id: 1 }), latest: 2, cutOff: cut }))).toMatchObject({ tone: "info", instead: { crawl: 2 }, canResume: false });
});

test("a partial crawl warns, and leads back to the complete one if there is one", () => {
  expect(crawlNotice(aCache({ crawl: cut, latest: 2 }))).toMatchObject({ tone: "warning", instead: { crawl: 2 }, canResume: true });
  expect(crawlNotice(aCache({ crawl: cut, latest: 3 }))).toMatchObject({ tone: "warning", instead: null, canResume: true });
  expect(crawlNotice(aCache({ crawl: cut, latest: 4 }))).toMatchObject({ instead: { crawl: 4 }, canResume: false });
});
