import { expect, test } from "vitest";
import type { SceneDifference } from "../platform/bindings";
import { aNode, anEdge, aScene } from "../test/samples";
import { changedDiscs, comparedWords, differenceWords, hiddenWords, nodeDifference, previewView } from "./changes";
import { draggedWith } from "./dragging";
import { mapTheme } from "./palette";
import { dashOf, edgeLook, filling, nodeLook, patterns } from "./style";

const light = mapTheme("light");
const ACCOUNT = "AWS::Organizations::Account";
const row = (change: SceneDifference["change"], name: string, more: Partial<SceneDifference> = {}): SceneDifference => ({ change, kind: ACCOUNT, name, at: [name], ...more });

test("how much is otherwise is told by kind, links apart", () => {
  const rows = [
    row("added", "fraud-dev"),
    row("added", "fraud-prod"),
    row("moved", "churn"),
    row("removed", "deny", { kind: "AWS::Organizations::Policy", relation: "attached-to", to: "Prod" }),
    row("removed", "allow", { kind: "AWS::Organizations::Policy", relation: "attached-to", to: "Prod" }),
  ];
  expect(comparedWords({ rows, hidden: 0 })).toBe("2 accounts new, 1 account moved, 2 links go");
  expect(hiddenWords({ rows, hidden: 0 })).toBeNull();
  expect(hiddenWords({ rows, hidden: 3 })).toBe("3 of it not drawn one by one");
});

test("each is told with where it is and where it was", () => {
  expect(differenceWords(row("added", "fraud-dev", { to: "Dev" }))).toBe("fraud-dev in Dev");
  expect(differenceWords(row("moved", "churn", { was: "Sandbox", to: "Dev" }))).toBe("churn: from Sandbox to Dev");
  expect(differenceWords(row("removed", "old", { was: "Dev" }))).toBe("old, was in Dev");
  expect(differenceWords(row("added", "deny", { relation: "attached-to", to: "Dev" }))).toBe("deny attached to Dev");
});

test("a plan that only shares is shown among portfolios, any other in the organization", () => {
  const edge = (kind: string) => ({ change: "added" as const, kind, from: "a", fromName: "a", to: "b", toName: "b" });
  expect(previewView({ edges: [edge("shared-with")] })).toBe("portfolios");
  expect(previewView({ edges: [edge("shared-with"), edge("child-of")] })).toBe("organization");
  expect(previewView({ edges: [] })).toBe("organization");
});

test("a node says what becomes of it, and a line of it does not", () => {
  const rows = [row("added", "x", { relation: "shared-with", to: "y", at: ["x", "y"] }), row("moved", "y", { was: "A", to: "B" })];
  const scene = aScene([aNode("x"), aNode("y")], [], { changes: { rows, hidden: 0 } });
  expect(nodeDifference(scene, "x")).toBeNull();
  expect(nodeDifference(scene, "y")).toBe("moved: y: from A to B");
});

test("the camera sees what is otherwise and the places it came from, and nothing else", () => {
  const moved = aNode("y", { x: 50, was: { x: -50, y: 0, size: 4 } });
  const scene = aScene([aNode("far", { x: 900 }), moved], [], { changes: { rows: [row("moved", "y")], hidden: 0 } });
  expect(changedDiscs(scene).map(({ x }) => x)).toEqual([50, -50]);
});

test("what is planned does not look as if it were there, and what goes fades", () => {
  const there = nodeLook(aNode("n"), light);
  const planned = nodeLook(aNode("n", { change: "added" }), light);
  expect(planned.filling).toBe(filling.dotted);
  expect(planned.color).not.toBe(there.color);
  expect(nodeLook(aNode("n", { change: "removed" }), light).alpha).toBeLessThan(there.alpha);
  // That it was not read is said first: of a crawl that is compared with an earlier one it may be both.
  expect(nodeLook(aNode("n", { change: "added", state: "unread" }), light).filling).toBe(filling.hatched);
});

test("a line that comes is dashed in the colour of what comes, also where lines are quiet; one that goes is whole", () => {
  const look = (change?: "added" | "removed") => edgeLook(anEdge("a", "b", change ? { change } : {}), "organization", 2_000, light);
  expect(look("added").pattern).toBe(patterns.conditional.shader);
  expect(look("removed").pattern).toBe(patterns.solid.shader);
  expect(look("added").color).not.toBe(look("removed").color);
  expect(look("added").width).toBeGreaterThan(look().width);
  expect(dashOf(anEdge("a", "b", { change: "moved" }))).not.toEqual([]);
  expect(dashOf(anEdge("a", "b", { change: "removed", state: "unknown" }))).toEqual([]);
});

test("nothing of a comparison is dragged", () => {
  const account = aNode("arn:aws:organizations::1:account/o-a/000000000002");
  expect(draggedWith(account.id, [], aScene([account]))).toHaveLength(1);
  expect(draggedWith(account.id, [], aScene([account], [], { changes: { rows: [], hidden: 0 } }))).toEqual([]);
});
