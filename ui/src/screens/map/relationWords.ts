// What an edge says, in words.
import { changeWords } from "../../map/changes";
import type { EdgeState, SceneEdge, View } from "../../platform/bindings";

const relations: Record<string, string> = {
  "child-of": "hangs in",
  contains: "holds",
  "same-team": "same team, next stage",
  reaches: "inherited by",
  "trusts-inward": "can get into, and crosses inward",
  "trusts-declared": "crosses inward, as declared",
  "attached-to": "policy attached to",
  holds: "holds",
  "shared-with": "portfolio shared with",
  "received-from": "received from",
  "grants-to": "may be launched by",
  trusts: "can get into",
  "in-vpc": "in VPC",
  "of-transit-gateway": "of transit gateway",
  attaches: "attached to",
  "associated-with": "member of segment",
  "propagates-to": "routes propagated to",
  "routes-to": "route to",
  "executes-as": "executes as",
  "belongs-to": "belongs to",
};

const certainties: Record<EdgeState, string> = {
  solid: "read",
  conditional: "allowed under conditions",
  named: "named by a policy, not evaluated",
  stale: "as last read, in an earlier crawl",
  unknown: "not known",
  hollow: "shared, and nobody there can use it",
};

/** What is known of an edge, in the words of the view: where trust is evaluated, those of the evaluation. As exported pictures say it. */
export function certainty(view: View, state: EdgeState): string {
  if (state === "solid" && view === "trust") return "allowed";
  if (state === "solid" && view === "portfolios") return "read; somebody there can use it";
  return certainties[state];
}

/** What an edge means. */
export function relationMeaning(kind: string): string {
  return relations[kind] ?? kind.replace(/-/g, " ");
}

/** The relation in words, with how sure it is. */
export function relationWords(edge: SceneEdge, view: View): string {
  const words = edge.state === "solid" && view !== "trust" ? [] : [certainty(view, edge.state)];
  if (edge.change !== undefined) words.unshift(changeWords[edge.change].word);
  if (edge.unknown > 0 && edge.state !== "unknown") words.push(`${edge.unknown} of ${edge.count} not known`);
  if (edge.why !== "") words.push(edge.why);
  return relationMeaning(edge.kind) + (words.length > 0 ? ` (${words.join("; ")})` : "");
}
