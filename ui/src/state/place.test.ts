import { expect, test } from "vitest";
import { filterCount, firstPlace, makeMove, noFilter, refolded, toggled, toggleOpen, turnedTo, withOpen, type History } from "./place";

const start: History = { past: [], present: { ...firstPlace, screen: "map" }, future: [] };
const camera = { x: 0.1, y: 0.2, ratio: 0.3 };

test("back leads to the camera that was last there, and forward returns", () => {
  const moved = makeMove(start, { move: "amend", to: ({ map }) => ({ map: { ...map, camera } }) });
  const gone = makeMove(moved, { move: "go", to: { selection: ["a"] } });
  const back = makeMove(gone, { move: "back" });
  expect(back.present.map.camera).toEqual(camera);
  expect(back.present.selection).toEqual([]);
  expect(makeMove(back, { move: "forward" }).present.selection).toEqual(["a"]);
});

test("going where one is leaves no trace", () => {
  expect(makeMove(start, { move: "go", to: { screen: "map" } }).past).toEqual([]);
  expect(makeMove(start, { move: "go", to: ({ map }) => ({ map: { ...map, camera }, aim: ["a"] }) }).past).toEqual([]);
});

test("going somewhere new forgets the way forward", () => {
  const there = makeMove(start, { move: "go", to: { screen: "accounts" } });
  const back = makeMove(there, { move: "back" });
  expect(makeMove(back, { move: "go", to: { screen: "coverage" } }).future).toEqual([]);
});

test("back at the beginning stays", () => {
  expect(makeMove(start, { move: "back" })).toBe(start);
});

test("a reset forgets everything", () => {
  const there = makeMove(start, { move: "go", to: { screen: "accounts", selection: ["a"] } });
  const fresh = makeMove(there, { move: "reset", to: { screen: "map" } });
  expect(fresh).toEqual({ past: [], present: { ...firstPlace, screen: "map" }, future: [] });
});

test("closing is remembered, because what fits opens by itself", () => {
  const closed = toggleOpen({ ...firstPlace.map, open: ["ou"] }, "ou", true);
  expect(closed).toMatchObject({ open: [], folded: ["ou"] });
  expect(toggleOpen(closed, "ou", false)).toMatchObject({ open: ["ou"], folded: [] });
});

test("each view keeps what was opened in it, and all of it can be closed at once", () => {
  const opened = toggleOpen(firstPlace.map, "ou", false);
  const trust = turnedTo(opened, "trust");
  expect(trust).toMatchObject({ view: "trust", open: [], folded: [] });
  const back = turnedTo(toggleOpen(trust, "account", false), "organization");
  expect(back).toMatchObject({ view: "organization", open: ["ou"] });
  expect(turnedTo(back, "trust").open).toEqual(["account"]);
  expect(refolded(back).open).toEqual([]);
  expect(turnedTo(refolded(back), "trust").open).toEqual(["account"]);
});

test("revealing opens what was folded", () => {
  const map = { ...firstPlace.map, open: ["a"], folded: ["b", "c"] };
  expect(withOpen(map, ["a", "b"])).toMatchObject({ open: ["a", "b"], folded: ["c"] });
});

test("filters are counted by kind", () => {
  expect(filterCount(noFilter)).toBe(0);
  expect(filterCount({ ...noFilter, classes: ["dev", "prod"], regions: ["eu-west-1"] })).toBe(2);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
});
