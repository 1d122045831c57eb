// What an edge says, in words.
import type { EdgeState, SceneEdge } from "../../platform/bindings";

const relations: Record<string, string> = {
  "child-of": "hangs in",
  contains: "holds",
  "same-team": "same team, next stage",
  reaches: "inherited by",
  "trusts-inward": "may go inward: its role names it",
  "attached-to": "policy attached to",
  holds: "holds",
  "shared-with": "portfolio shared with",
  "received-from": "received from",
  "grants-to": "may be launched by",
  trusts: "trust policy names",
  "in-vpc": "in VPC",
  "of-transit-gateway": "of transit gateway",
  attaches: "attached to",
  "associated-with": "member of segment",
  "propagates-to": "routes propagated to",
  "routes-to": "route to",
  "executes-as": "executes as",
  "belongs-to": "belongs to",
};

const certainty: Record<EdgeState, string> = {
  solid: "",
  named: " (not evaluated)",
  conditional: " (under conditions)",
  unknown: " (known only in part)",
  hollow: " (nobody there can use it)",
};

/** The relation in words, with how sure it is. */
export function relationWords(edge: SceneEdge): string {
  return (relations[edge.kind] ?? edge.kind.replace(/-/g, " ")) + certainty[edge.state];
}
