// What a key does on the map. Enter shows a node's details, and once more opens or closes it.
import { canDrag } from "../../map/dragging";
import { nearestInDirection, type Direction } from "../../map/geometry";
import type { Scene } from "../../platform/bindings";

const arrows: Record<string, Direction> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/** What to do about a key. */
export type MapStep = { do: "focus" | "select" | "add" | "open" | "move"; id: string } | { do: "clear" };

/** Decides it; `null` leaves the key alone. */
export function mapKey(
  key: string,
  map: { scene: Scene; focused: string | null; selection: readonly string[]; shift: boolean },
): MapStep | null {
  const { nodes } = map.scene;
  const at = nodes.find((node) => node.id === (map.focused ?? map.selection[0]));
  const direction = arrows[key];
  if (direction) {
    const next = at ? nearestInDirection(nodes, at, direction) : nodes[0];
    return next ? { do: "focus", id: next.id } : null;
  }
  if (key === "Escape") return { do: "clear" };
  if (!at) return null;
  const selected = map.selection.length === 1 && map.selection[0] === at.id;
  if (key === "Enter" && map.shift) return { do: "add", id: at.id };
  if (key === "m" || key === "M") return canDrag(map.scene.view, at) ? { do: "move", id: at.id } : null;
  if (key === "Enter") return { do: selected && at.canOpen ? "open" : "select", id: at.id };
  if (key === " ") return { do: "open", id: at.id };
  return null;
}
