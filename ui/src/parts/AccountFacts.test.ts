import { expect, test } from "vitest";
import { readWords, tagsOf } from "./AccountFacts";

test("tags that nobody asked for are not known, and none are none", () => {
  expect(tagsOf({ Id: "111122223333" })).toBeNull();
  expect(tagsOf({ Tags: [] })).toEqual([]);
  expect(tagsOf({ Tags: [{ Key: "team", Value: "fraud" }] })).toEqual([{ Key: "team", Value: "fraud" }]);
  expect(tagsOf(null)).toBeNull();
});

test("an account of which nothing was tried is not read", () => {
  expect(readWords({ coverage: [] })).toBe("not read");
  expect(readWords({ coverage: [{ status: "complete", count: 3 }] })).toBe("completely");
  expect(readWords({ coverage: [{ status: "complete", count: 3 }, { status: "denied", count: 1 }] })).toBe("1 of 4 units missing");
});
