import { expect, test } from "vitest";
import { aNode, aScene } from "../test/samples";
import { canDrag, draggedWith, dropTarget, isDrag } from "./dragging";

const account = (number: number, more = {}) => aNode(`arn:aws:organizations::1:account/o-a/${String(number).padStart(12, "0")}`, more);
const ou = (id: string, x: number, y: number, size = 20) => aNode(`arn:aws:organizations::1:ou/o-a/${id}`, { kind: "AWS::Organizations::OrganizationalUnit", x, y, size });

test("a press is a drag once it moves", () => {
  expect(isDrag({ x: 0, y: 0 }, { x: 3, y: 3 })).toBe(false);
  expect(isDrag({ x: 0, y: 0 }, { x: 6, y: 0 })).toBe(true);
});

test("accounts in use are dragged, on the map of the organization", () => {
  expect(canDrag("organization", account(2))).toBe(true);
  expect(canDrag("portfolios", account(2))).toBe(false);
  expect(canDrag("organization", account(2, { state: "suspended" }))).toBe(false);
  expect(canDrag("organization", ou("ou-a", 0, 0))).toBe(false);
  expect(canDrag("organization", aNode("bundle:x"))).toBe(false);
  expect(canDrag("organization", undefined)).toBe(false);
});

test("what is let go falls on the nearest OU, or on none", () => {
  const nodes = [account(2), ou("ou-a", 100, 0), ou("ou-b", 130, 0)];
  expect(dropTarget(nodes, { x: 117, y: 0 }, 5)?.id).toContain("ou-b");
  expect(dropTarget(nodes, { x: 100, y: 24 }, 5)?.id).toContain("ou-a");
  expect(dropTarget(nodes, { x: 0, y: 0 }, 5)).toBeNull();
});

test("all that is selected is dragged, unless what is dragged is not among it", () => {
  const scene = aScene([account(2), account(3), account(4, { state: "suspended" }), ou("ou-a", 0, 0)]);
  const ids = scene.nodes.map((node) => node.id);
  expect(draggedWith(ids[0] ?? "", ids, scene).map((node) => node.id)).toEqual([ids[0], ids[1]]);
  expect(draggedWith(ids[0] ?? "", [ids[1] ?? ""], scene).map((node) => node.id)).toEqual([ids[0]]);
});
