// Why lines are not known, or as last read: every reason once, with how many lines have it.
import type { SceneEdge } from "../../platform/bindings";

/** A reason and its lines. */
export interface Reason {
  why: string;
  lines: number;
}

/** The reasons of edges, the most frequent first. */
export function reasonsOf(edges: readonly SceneEdge[]): Reason[] {
  const lines = new Map<string, number>();
  for (const { why } of edges) if (why !== "") lines.set(why, (lines.get(why) ?? 0) + 1);
  return [...lines].map(([why, times]) => ({ why, lines: times })).sort((a, b) => b.lines - a.lines || a.why.localeCompare(b.why));
}
