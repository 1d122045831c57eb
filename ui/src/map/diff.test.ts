import { expect, test } from "vitest";
import { aNode, anEdge, aScene } from "../test/samples";
import { sceneDiff, type Shown } from "./diff";

function shown(nodes: ReturnType<typeof aNode>[], edges: ReturnType<typeof anEdge>[] = []): Shown {
  return { nodes: new Map(nodes.map((node) => [node.id, node])), edges: new Map(edges.map((edge) => [edge.id, edge])) };
}

test("the same scene changes nothing", () => {
  const nodes = [aNode("root"), aNode("ou")];
  const edges = [anEdge("ou", "root")];
  const diff = sceneDiff(shown(nodes, edges), aScene(nodes, edges));
  expect(diff.entering).toEqual([]);
  expect(diff.leaving).toEqual([]);
  expect(diff.staying).toHaveLength(2);
  expect(diff.edges).toEqual({ entering: [], staying: edges, leaving: [] });
});

test("what enters grows out of the nearest holder that was there, over holders that enter too", () => {
  const ou = aNode("ou", { x: 5, y: 7 });
  const page = aNode("page", { parent: "ou" });
  const account = aNode("account", { parent: "page" });
  const diff = sceneDiff(shown([ou]), aScene([ou, page, account]));
  expect(diff.entering.map(({ node, via }) => [node.id, via])).toEqual([
    ["page", { x: 5, y: 7 }],
    ["account", { x: 5, y: 7 }],
  ]);
});

test("what leaves shrinks into its holder, or on the spot when that is gone as well", () => {
  const ou = aNode("ou", { x: 5, y: 7 });
  const account = aNode("account", { parent: "ou" });
  const lone = aNode("lone", { parent: "nowhere" });
  const diff = sceneDiff(shown([ou, account, lone]), aScene([ou]));
  expect(diff.leaving.map(({ node, via }) => [node.id, via])).toEqual([
    ["account", { x: 5, y: 7 }],
    ["lone", null],
  ]);
});

test("an edge that keeps its id but not its ends is drawn anew", () => {
  const nodes = [aNode("a"), aNode("b"), aNode("c")];
  const before = anEdge("a", "b", { id: "e" });
  const after = anEdge("a", "c", { id: "e" });
  const { edges } = sceneDiff(shown(nodes, [before]), aScene(nodes, [after]));
  expect(edges).toEqual({ entering: [after], staying: [], leaving: ["e"] });
});

test("holders that hold each other end the search", () => {
  const a = aNode("a", { parent: "b" });
  const b = aNode("b", { parent: "a" });
  expect(sceneDiff(shown([]), aScene([a, b])).entering.map(({ via }) => via)).toEqual([null, null]);
});
