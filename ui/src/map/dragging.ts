// Dragging accounts onto OUs: what can be dragged, what it can be dropped on, and from when on a press is a drag. Pure.
import type { Scene, SceneNode } from "../platform/bindings";
import { accountIn, nodeIn } from "../state/change";

/** A press that moves by less than this is a click, in pixels. */
export const DRAG_FROM = 6;
/** So far beside an OU one may let go, in pixels: discs are small. */
export const DROP_ASIDE = 10;

interface At {
  x: number;
  y: number;
}

/** Whether a press has become a drag. */
export function isDrag(from: At, to: At): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_FROM;
}

/** Whether a node can be dragged: an account that is in use, where places are OUs. */
export function canDrag(view: Scene["view"], node: SceneNode | undefined): boolean {
  return view === "organization" && node?.kind === "AWS::Organizations::Account" && node.state !== "suspended" && accountIn(node.id) !== null;
}

/** The OU that is under a point of the scene, or nearest to it within `aside`. */
export function dropTarget(nodes: readonly SceneNode[], point: At, aside: number): SceneNode | null {
  let best: { node: SceneNode; distance: number } | null = null;
  for (const node of nodes) {
    if (nodeIn(node.id) === null) continue;
    const distance = Math.hypot(node.x - point.x, node.y - point.y) - node.size;
    if (distance <= aside && (best === null || distance < best.distance)) best = { node, distance };
  }
  return best?.node ?? null;
}

/** What is dragged with a node: all that is selected where it is among them, else it alone. */
export function draggedWith(id: string, selection: readonly string[], scene: Scene): readonly SceneNode[] {
  // What is planned is not moved again: another plan begins at what was crawled.
  if (scene.changes) return [];
  const ids = selection.includes(id) ? selection : [id];
  return ids.flatMap((one) => scene.nodes.find((node) => node.id === one) ?? []).filter((node) => canDrag(scene.view, node));
}
