import { expect, test } from "vitest";
import { comboKey } from "./Combo";

test("arrows open the list and go round it", () => {
  expect(comboKey("ArrowDown", { shown: false, active: -1, count: 3 })).toBe("open");
  expect(comboKey("ArrowDown", { shown: true, active: -1, count: 3 })).toBe(0);
  expect(comboKey("ArrowDown", { shown: true, active: 2, count: 3 })).toBe(0);
  expect(comboKey("ArrowUp", { shown: true, active: -1, count: 3 })).toBe(2);
});

test("Enter takes what is marked, else what was typed; Escape closes only what is open", () => {
  expect(comboKey("Enter", { shown: true, active: 1, count: 3 })).toBe("pick");
  expect(comboKey("Enter", { shown: true, active: -1, count: 3 })).toBe("enter");
  expect(comboKey("Escape", { shown: true, active: -1, count: 0 })).toBe("close");
  expect(comboKey("Escape", { shown: false, active: -1, count: 0 })).toBeNull();
  expect(comboKey("x", { shown: true, active: 0, count: 3 })).toBeNull();
});
