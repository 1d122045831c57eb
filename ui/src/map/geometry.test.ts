import { expect, test } from "vitest";
import { controlPoint, nearestInDirection, onCurve } from "./geometry";

const centre = { x: 0, y: 0 };

test("an edge without bend is straight", () => {
  expect(controlPoint({ x: 0, y: 10 }, { x: 10, y: 10 }, { centre, bend: 0, bow: 0 })).toEqual({ x: 5, y: 10 });
});

test("an edge bends towards the centre, and a short one only as far as it is long", () => {
  const far = controlPoint({ x: -100, y: 100 }, { x: 100, y: 100 }, { centre, bend: 1, bow: 0 });
  const short = controlPoint({ x: -1, y: 100 }, { x: 1, y: 100 }, { centre, bend: 1, bow: 0 });
  expect(far.y).toBeLessThan(50);
  expect(short.y).toBeGreaterThan(98);
});

test("an edge across the centre stays where it is", () => {
  expect(controlPoint({ x: -5, y: 0 }, { x: 5, y: 0 }, { centre, bend: 1, bow: 0 })).toEqual({ x: 0, y: 0 });
});

test("an edge that bows leads by its middle at its left, whichever way it goes", () => {
  const [one, other] = [{ x: 0, y: 0 }, { x: 10, y: 0 }];
  const bowed = { centre, bend: 0, bow: 0.2 };
  expect(controlPoint(one, other, bowed)).toEqual({ x: 5, y: 2 });
  expect(controlPoint(other, one, bowed)).toEqual({ x: 5, y: -2 });
});

test("a curve starts and ends at its ends", () => {
  const [from, to] = [{ x: 1, y: 2 }, { x: 3, y: 4 }];
  expect(onCurve(from, centre, to, 0)).toEqual(from);
  expect(onCurve(from, centre, to, 1)).toEqual(to);
});

test("an arrow goes to what lies ahead, not to what is nearer but beside", () => {
  const ahead = { id: "ahead", x: 10, y: 1 };
  const beside = { id: "beside", x: 2, y: 6 };
  const behind = { id: "behind", x: -1, y: 0 };
  expect(nearestInDirection([beside, behind, ahead], centre, "right")).toBe(ahead);
  expect(nearestInDirection([beside, behind, ahead], centre, "left")).toBe(behind);
  expect(nearestInDirection([beside, behind, ahead], centre, "up")).toBe(beside);
  expect(nearestInDirection([beside, behind, ahead], centre, "down")).toBeNull();
});
