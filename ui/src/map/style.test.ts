import { expect, test } from "vitest";
import { aNode, anEdge } from "../test/samples";
import { blend, classColor, classes, inkOn, mapTheme, translucent } from "./palette";
import { markOf } from "./marks";
import { edgeLook, filling, nodeLook, patterns } from "./style";

const light = mapTheme("light");

test("what is not read never looks like what is", () => {
  const looks = (["ok", "partial", "unread", "suspended", "unknown"] as const).map((state) => {
    const { filling: fill, alpha } = nodeLook(aNode("n", { state }), light);
    return `${fill} ${alpha}`;
  });
  expect(new Set(looks).size).toBe(5);
});

test("a gap is hollow, a bundle ringed, an endpoint square", () => {
  expect(nodeLook(aNode("gap:n", { shape: "gap" }), light)).toMatchObject({ filling: filling.hollow, border: light.gap });
  expect(nodeLook(aNode("n", { shape: "bundle" }), light).filling).toBe(filling.ringed);
  expect(nodeLook(aNode("n", { kind: "AWS::EC2::VPCEndpoint" }), light).square).toBe(true);
});

test("what is known of an edge is told by its pattern alone", () => {
  const states = ["solid", "conditional", "named", "stale", "unknown", "hollow"] as const;
  const shaders = states.map((state) => edgeLook(anEdge("a", "b", { kind: "trusts", state }), "trust", 10, light).pattern);
  expect(new Set(shaders).size).toBe(states.length);
  expect(new Set(states.map((state) => patterns[state].dash.join())).size).toBe(states.length);
});

test("an edge that nobody can use, or that holds unknown ones, carries a mark", () => {
  expect(markOf(anEdge("a", "b", { state: "hollow" }))).toBe("hollow");
  expect(markOf(anEdge("a", "b", { state: "solid", count: 5, unknown: 2 }))).toBe("unknown");
  expect(markOf(anEdge("a", "b", { state: "unknown", count: 5, unknown: 5 }))).toBeNull();
  expect(markOf(anEdge("a", "b"))).toBeNull();
});

test("a gap that may be none does not look like one", () => {
  const [sure, unsure] = (["ok", "unknown"] as const).map((state) => nodeLook(aNode("gap:n", { shape: "gap", state }), light));
  expect([unsure?.filling, unsure?.border]).not.toEqual([sure?.filling, sure?.border]);
});

test("a bundle is wider, a crowd quieter", () => {
  const named = anEdge("a", "b", { kind: "trusts-inward", state: "named" });
  const one = edgeLook(named, "trust", 10, light);
  const many = edgeLook({ ...named, count: 40 }, "trust", 10, light);
  expect(many.width).toBeGreaterThan(one.width);
  const alpha = (color: string) => Number(/, ([\d.]+)\)$/.exec(color)?.[1]);
  expect(alpha(edgeLook(named, "trust", 4000, light).color)).toBeLessThan(alpha(one.color));
});

test("what is expected is quiet, however many ways it stands for; what crosses inward undeclared is loud", () => {
  const look = (kind: string, count: number) => edgeLook(anEdge("a", "b", { kind, count }), "trust", 200, light);
  const loudness = (kind: string, count: number) => Number(/, ([\d.]+)\)$/.exec(look(kind, count).color)?.[1]) * look(kind, count).width;
  for (const count of [1, 12, 400]) {
    expect(loudness("trusts", count)).toBeLessThan(loudness("trusts-declared", count));
    expect(loudness("trusts-declared", count) * 1.4).toBeLessThan(loudness("trusts-inward", count));
  }
  expect(look("trusts", 400).width).toBeLessThanOrEqual(2.4);
});

test("every class has a colour of its own in both modes", () => {
  for (const mode of ["light", "dark"] as const) {
    expect(new Set(classes.map((one) => classColor(one, mode))).size).toBe(classes.length);
  }
});

test("ink is read on its ground", () => {
  expect(inkOn("#f0e442")).toBe("#0f141a");
  expect(inkOn("#0072b2")).toBe("#ffffff");
});

test("colours mix", () => {
  expect(blend("#000000", "#ffffff", 0.5)).toBe("#808080");
  expect(translucent("#ff0080", 0.5)).toBe("rgba(255, 0, 128, 0.5)");
});
