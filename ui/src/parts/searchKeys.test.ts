import { expect, test } from "vitest";
import { searchKey } from "./searchKeys";

test("arrows go round the hits", () => {
  expect(searchKey("ArrowDown", { active: 0, count: 3 })).toBe(1);
  expect(searchKey("ArrowDown", { active: 2, count: 3 })).toBe(0);
  expect(searchKey("ArrowUp", { active: 0, count: 3 })).toBe(2);
});

test("without hits only Escape does something", () => {
  expect(searchKey("ArrowDown", { active: 0, count: 0 })).toBeNull();
  expect(searchKey("Enter", { active: 0, count: 0 })).toBeNull();
  expect(searchKey("Escape", { active: 0, count: 0 })).toBe("close");
});

test("Enter picks, letters are text", () => {
  expect(searchKey("Enter", { active: 1, count: 3 })).toBe("pick");
  expect(searchKey("f", { active: 1, count: 3 })).toBeNull();
});
