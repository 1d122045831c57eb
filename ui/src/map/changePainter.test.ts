import { expect, test } from "vitest";
import type { SceneNode } from "../platform/bindings";
import { aNode, anEdge } from "../test/samples";
import { drawChanges } from "./changePainter";
import type { Figure } from "./figures";
import { mapTheme } from "./palette";
import type { Sprites } from "./sprites";
import { nodeLook } from "./style";

const theme = mapTheme("light");
const frame = { width: 800, height: 600, scale: 1, origin: { x: 400, y: 300 }, theme, moving: false };

function figure(node: SceneNode): Figure {
  return { node, look: nodeLook(node, theme), x: node.x, y: node.y, size: node.size, leaving: false };
}

/** What is drawn, as `circle 400,300 dashed` and `line 1,2 3,4`. */
function drawn(nodes: SceneNode[], goes = false): string[] {
  const done: string[] = [];
  let dash: number[] = [];
  let from = "";
  const at = (x: number, y: number) => `${Math.round(x)},${Math.round(y)}`;
  const context = {
    beginPath: () => undefined, stroke: () => undefined, fill: () => undefined, closePath: () => undefined,
    setLineDash: (next: number[]) => (dash = next),
    arc: (x: number, y: number) => done.push(`circle ${at(x, y)}${dash.length > 0 ? " dashed" : ""}`),
    moveTo: (x: number, y: number) => (from = at(x, y)),
    lineTo: (x: number, y: number) => done.push(`line ${from} ${at(x, y)}${dash.length > 0 ? " dashed" : ""}`),
    drawImage: () => undefined,
  } as unknown as CanvasRenderingContext2D;
  const sprites = { text: (text: string) => (done.push(text), { image: null, width: 8, height: 14 }) } as unknown as Sprites;
  const figures = new Map(nodes.map((node) => [node.id, figure(node)]));
  const [one, other] = [...figures.values()];
  const strands = goes && one && other ? [{ edge: anEdge("a", "b", { change: "removed" }), from: one, to: other, bend: 0, bow: 0, centre: { x: 0, y: 0 } }] : [];
  drawChanges(context, frame, sprites, figures, strands);
  return done;
}

test("what comes has a dashed ring and its sign, what stays has nothing", () => {
  expect(drawn([aNode("a"), aNode("b", { x: 100, change: "added" })])).toEqual(["circle 500,300 dashed", "+"]);
});

test("what moves has its old place, and an arrow from there to where it is", () => {
  const lines = drawn([aNode("a", { x: 200, change: "moved", was: { x: -200, y: 0, size: 10 } })]);
  expect(lines.slice(0, 2)).toEqual(["circle 200,300", "circle 200,300 dashed"]);
  expect(lines[2]).toBe("line 210,300 584,300 dashed");
  expect(lines.slice(-2)).toEqual(["circle 600,300 dashed", "→"]);
});

test("a place that moved by less than an arrow is long has none", () => {
  expect(drawn([aNode("a", { x: 20, change: "moved", was: { x: 0, y: 0, size: 10 } })]).filter((one) => one.startsWith("line"))).toEqual([]);
});

test("what goes is crossed out, and so is a line that goes", () => {
  expect(drawn([aNode("a", { change: "removed" })]).filter((one) => one.startsWith("line"))).toHaveLength(2);
  expect(drawn([aNode("a"), aNode("b", { x: 100 })], true)).toEqual(["line 446,296 454,304", "line 446,304 454,296"]);
});
