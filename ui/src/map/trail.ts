// A trust path as the map has it: which nodes its hops lead between. Pure.
import type { Scene, TrustNode, TrustPath, TrustVerdict } from "../platform/bindings";

const ACCOUNT = "AWS::Organizations::Account";

/** A line of the trail; one for all hops between the same two nodes. */
export interface TrailLine {
  /** A node of the scene. */
  from: string;
  /** A node of the scene; the same one where a hop stays in its account. */
  to: string;
  /** The numbers of its hops, from 1. */
  hops: number[];
  /** The least sure of its hops. */
  verdict: TrustVerdict;
  /** How far it bows aside, as the map's own line between the two does; 0 where there is none. */
  bow: number;
}

/** A path on a scene. */
export interface Trail {
  lines: TrailLine[];
  /** The nodes it goes through. */
  nodes: ReadonlySet<string>;
  /** How many hops have an end that is not drawn. */
  missing: number;
}

/** No path. */
export const noTrail: Trail = { lines: [], nodes: new Set(), missing: 0 };

const order: readonly TrustVerdict[] = ["allowed", "allowedIf", "unknown", "denied"];

/** Finds the nodes of a path: the principal itself where it is drawn, else its account. */
export function trailOf(path: TrustPath | null, { nodes, edges }: Pick<Scene, "nodes" | "edges">): Trail {
  if (!path) return noTrail;
  const ids = new Set(nodes.map((node) => node.id));
  const accounts = new Map<string, string>();
  for (const node of nodes) {
    if (node.kind === ACCOUNT && node.account !== null && node.shape !== "gap" && node.shape !== "bundle") accounts.set(node.account, node.id);
  }
  const drawn = (node: TrustNode) => (ids.has(node.id) ? node.id : node.account === null ? null : (accounts.get(node.account) ?? null));
  const lines = new Map<string, TrailLine>();
  let missing = 0;
  path.hops.forEach((hop, index) => {
    const to = drawn(hop.to);
    // A service acts where the role is that it assumes.
    const from = drawn(hop.from) ?? (hop.from.account === null ? to : null);
    if (from === null || to === null) {
      missing += 1;
      return;
    }
    const line = lines.get(`${from} ${to}`);
    if (!line) lines.set(`${from} ${to}`, { from, to, hops: [index + 1], verdict: hop.verdict, bow: edges.find((edge) => edge.from === from && edge.to === to)?.bow ?? 0 });
    else {
      line.hops.push(index + 1);
      line.verdict = order[Math.max(order.indexOf(line.verdict), order.indexOf(hop.verdict))] ?? "unknown";
    }
  });
  const all = [...lines.values()];
  return { lines: all, nodes: new Set(all.flatMap((line) => [line.from, line.to])), missing };
}
