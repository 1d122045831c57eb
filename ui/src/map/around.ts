// Which nodes belong to something: what an opened one holds, and what stands for a resource that is not drawn itself.
import type { Scene } from "../platform/bindings";

/** A node and everything that hangs in it. */
export function heldBy(scene: Scene, id: string): Set<string> {
  const held = new Set([id]);
  // Nodes come in any order; each round goes one level deeper.
  for (let before = 0; before < held.size; ) {
    before = held.size;
    for (const node of scene.nodes) if (node.parent !== null && held.has(node.parent)) held.add(node.id);
  }
  return held;
}

/** The account that is the resource, if one is. */
function accountOf(arn: string): string | undefined {
  return /:account\/[^/]+\/(\d{12})$/.exec(arn)?.[1];
}

/** What of some resources is on the map: they themselves, or where none of them is drawn what belongs to an account among them. */
export function standsFor(scene: Scene, ids: readonly string[]): Set<string> {
  const there = new Set(scene.nodes.filter(({ id }) => ids.includes(id)).map(({ id }) => id));
  if (there.size > 0) return there;
  const accounts = new Set(ids.flatMap((id) => accountOf(id) ?? []));
  return new Set(scene.nodes.filter(({ account, shape }) => account !== null && shape !== "gap" && accounts.has(account)).map(({ id }) => id));
}
