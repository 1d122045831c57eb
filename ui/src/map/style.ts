// How a scene's nodes and edges look: colour by class, outline by what is known, line by what an edge states.
import type { EdgeState, SceneEdge, SceneNode, TrustVerdict, View } from "../platform/bindings";
import { changeColor } from "./changes";
import { blend, classColor, translucent, type MapTheme } from "./palette";

/** The look of a node. */
export interface NodeLook {
  color: string;
  border: string;
  /** One of `filling`. */
  filling: number;
  square: boolean;
  alpha: number;
}

/** How a node is filled; the numbers are what the shader reads. */
export const filling = { solid: 0, hatched: 1, hollow: 2, dotted: 3, ringed: 4, half: 5 } as const;

/** The lower half of what was read in part is hatched, and empty on a disc of a smaller radius: there no hatch is seen. */
export const HATCH_FROM = 9;

/** The colour of an outline around a colour: darker on a light ground, lighter on a dark one. */
export function outlineOf(color: string, theme: MapTheme): string {
  return theme.mode === "light" ? blend(color, "#000000", 0.42) : blend(color, "#ffffff", 0.45);
}

const SQUARE_KINDS = new Set(["AWS::EC2::VPCEndpoint", "AWS::ServiceCatalog::CloudFormationProduct"]);

/** Whether the node is drawn as a square. */
export function isSquare(node: SceneNode): boolean {
  return SQUARE_KINDS.has(node.kind) && node.shape !== "bundle";
}

/** The look of a node. */
export function nodeLook(node: SceneNode, theme: MapTheme): NodeLook {
  const own = classColor(node.class, theme.mode);
  const look: NodeLook = { color: own, border: outlineOf(own, theme), filling: filling.solid, square: isSquare(node), alpha: 1 };
  if (node.shape === "gap") {
    const sure = node.state !== "unknown";
    return { ...look, color: theme.background, border: sure ? theme.gap : theme.muted, filling: sure ? filling.hollow : filling.dotted };
  }
  if (node.shape === "bundle" || node.shape === "hub") look.filling = filling.ringed;
  if (node.change === "removed") return { ...look, alpha: 0.38 };
  // What is not there yet has a dashed outline, and less of its colour; what is known of it is told as of anything else.
  if (node.change === "added" && node.state === "ok") {
    return { ...look, color: blend(own, theme.background, 0.5), border: changeColor("added", theme), filling: filling.dotted };
  }
  switch (node.state) {
    case "ok":
      return look;
    case "partial":
      return { ...look, filling: filling.half };
    case "unread":
      return { ...look, color: theme.unread, border: theme.muted, filling: filling.hatched };
    case "suspended":
      return { ...look, alpha: 0.38 };
    case "unknown":
      return { ...look, color: theme.background, border: theme.lineStrong, filling: filling.dotted };
  }
}

/** How a line is broken for what is known of it: by the number that the shaders read, and in pixels for a canvas. */
export const patterns: Record<EdgeState, { shader: number; dash: number[] }> = {
  solid: { shader: 0, dash: [] },
  conditional: { shader: 1, dash: [8, 4] },
  named: { shader: 2, dash: [3, 3] },
  stale: { shader: 3, dash: [9, 2.5, 2, 2.5] },
  unknown: { shader: 4, dash: [1.5, 3] },
  hollow: { shader: 5, dash: [5, 5] },
};

/** How a line that becomes otherwise is broken: what goes is there, and crossed; the rest is not there yet. */
const DASHED: EdgeState = "conditional";

/** How a line is broken on a canvas. */
export function dashOf(edge: SceneEdge): number[] {
  return edge.change === undefined ? patterns[edge.state].dash : edge.change === "removed" ? [] : patterns[DASHED].dash;
}

/** The look of an edge. */
export interface EdgeLook {
  color: string;
  /** Its width in pixels. */
  width: number;
  /** One of `patterns`, as the shaders read it. */
  pattern: number;
  /** How far it bends towards the centre, 0 to 1. */
  bend: number;
  /** How far it bows aside instead; 0 where it bends. */
  bow: number;
}

/** Relation kinds that only say where something hangs. */
const STRUCTURE = new Set(["child-of", "contains", "same-team", "in-vpc", "holds", "belongs-to", "of-transit-gateway", "in-subnet"]);

/** Ways between accounts that are expected: so quiet that those that are not stand out, as in exported pictures. */
const QUIET_WAYS: Record<string, number> = { trusts: 0.32, "trusts-declared": 0.55 };

const accents: Record<string, { light: string; dark: string }> = {
  "attached-to": { light: "#7b61a8", dark: "#b9a3e3" },
  "shared-with": { light: "#b3478a", dark: "#e79ac6" },
  "associated-with": { light: "#0072b2", dark: "#6cb8ec" },
  "propagates-to": { light: "#a87400", dark: "#e9b949" },
  attaches: { light: "#0072b2", dark: "#6cb8ec" },
  reaches: { light: "#b3478a", dark: "#e79ac6" },
  trusts: { light: "#6b7280", dark: "#8f9bab" },
  "trusts-declared": { light: "#8a6a4f", dark: "#c9a98c" },
  "trusts-inward": { light: "#c2410c", dark: "#ff9d5c" },
};

/** How far lines of the trust view bend. */
export const TRUST_BEND = 0.4;

const BEND: Record<View, number> = { organization: 0.3, network: 0.35, portfolios: 0.45, trust: TRUST_BEND };

/** Whether the edge only says where something hangs. */
export function isStructure(edge: SceneEdge): boolean {
  return STRUCTURE.has(edge.kind);
}

/** Whether the edge is a way between accounts that is expected. */
export function isQuietWay(edge: SceneEdge): boolean {
  return edge.kind in QUIET_WAYS;
}

/** Whether the edge has an arrowhead also when it is not brought forward: nothing else says which end can be reached. */
export function hasHead(edge: SceneEdge): boolean {
  return edge.kind.startsWith("trusts");
}

/** The colour of an edge when it is brought forward, as `#rrggbb`. */
export function edgeAccent(edge: SceneEdge, theme: MapTheme): string {
  if (edge.change !== undefined) return changeColor(edge.change, theme);
  if (edge.state === "unknown") return theme.muted;
  return accents[edge.kind]?.[theme.mode] ?? theme.lineStrong;
}

/** The colour of a hop of a path that is drawn over the map. */
export function trailColor(verdict: TrustVerdict, theme: MapTheme): string {
  if (verdict === "denied" || verdict === "unknown") return theme.muted;
  return accents["trusts-inward"]?.[theme.mode] ?? theme.lineStrong;
}

function loudnessOf(edge: SceneEdge, total: number): number {
  const quiet = QUIET_WAYS[edge.kind];
  if (quiet !== undefined) return quiet * Math.max(0.45, Math.min(1, 700 / Math.max(total, 1)));
  return (edge.kind === "trusts-inward" ? 0.45 : edge.kind === "reaches" ? 0.25 : 0.35) + 0.4 * Math.min(1, 260 / Math.max(total, 1));
}

function widthOf(edge: SceneEdge): number {
  const count = Math.max(edge.count, 1);
  return isQuietWay(edge) ? Math.min(2.4, 0.9 + Math.log(count) * 0.32) : Math.min(5, 1 + Math.log2(count) * 0.6);
}

/** The look of an edge in a scene with `total` edges: the more there are, the quieter each one is. */
export function edgeLook(edge: SceneEdge, view: View, total: number, theme: MapTheme): EdgeLook {
  const structure = isStructure(edge);
  const loudness = structure ? 0.55 : loudnessOf(edge, total);
  const base = structure ? theme.line : edgeAccent(edge, theme);
  const bends = { bend: structure || edge.bow !== 0 ? 0 : BEND[view], bow: edge.bow };
  if (edge.change !== undefined) {
    return { color: edgeAccent(edge, theme), width: 2.2, pattern: edge.change === "removed" ? patterns.solid.shader : patterns[DASHED].shader, ...bends };
  }
  return {
    color: translucent(base, Math.round(loudness * 100) / 100),
    width: structure ? 1 : widthOf(edge),
    pattern: patterns[edge.state].shader,
    ...bends,
  };
}
