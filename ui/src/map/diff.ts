// What changes from one scene to the next, so that everything else stays where it is.
import type { Scene, SceneEdge, SceneNode } from "../platform/bindings";
import type { Point } from "./geometry";

/** The nodes and edges on the map, by id. */
export interface Shown {
  nodes: ReadonlyMap<string, SceneNode>;
  edges: ReadonlyMap<string, SceneEdge>;
}

/** A node that comes or goes, and the place it grows out of or shrinks into. */
export interface Passage {
  node: SceneNode;
  via: Point | null;
}

/** The way from what is shown to a scene. */
export interface SceneDiff {
  entering: Passage[];
  staying: SceneNode[];
  leaving: Passage[];
  edges: { entering: SceneEdge[]; staying: SceneEdge[]; leaving: string[] };
}

/** The nearest holder of a node that is on the map both before and after. */
function anchor(node: SceneNode, own: ReadonlyMap<string, SceneNode>, other: ReadonlyMap<string, SceneNode>): Point | null {
  const seen = new Set<string>();
  for (let id = node.parent; id !== null && !seen.has(id); id = own.get(id)?.parent ?? null) {
    seen.add(id);
    const found = other.get(id);
    if (found) return { x: found.x, y: found.y };
  }
  return null;
}

/** Works out the difference. */
export function sceneDiff(shown: Shown, scene: Scene): SceneDiff {
  const next = new Map(scene.nodes.map((node) => [node.id, node]));
  const nextEdges = new Map(scene.edges.map((edge) => [edge.id, edge]));
  const diff: SceneDiff = { entering: [], staying: [], leaving: [], edges: { entering: [], staying: [], leaving: [] } };
  for (const node of scene.nodes) {
    if (shown.nodes.has(node.id)) diff.staying.push(node);
    else diff.entering.push({ node, via: anchor(node, next, shown.nodes) });
  }
  for (const node of shown.nodes.values()) {
    if (!next.has(node.id)) diff.leaving.push({ node, via: anchor(node, shown.nodes, next) });
  }
  for (const edge of nextEdges.values()) {
    const known = shown.edges.get(edge.id);
    const same = known?.from === edge.from && known.to === edge.to;
    if (same) diff.edges.staying.push(edge);
    else diff.edges.entering.push(edge);
    if (known && !same) diff.edges.leaving.push(edge.id);
  }
  for (const id of shown.edges.keys()) {
    if (!nextEdges.has(id)) diff.edges.leaving.push(id);
  }
  return diff;
}
