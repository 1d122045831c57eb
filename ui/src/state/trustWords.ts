// Words for trust: verdicts, hops, layers, stages and conditions, in the field's terms.
import type { FolderClass, HopKind, LayerKind, Outcome, Severity, Stage, TrustCondition, TrustPathsAnswer, TrustUnknown, TrustVerdict } from "../platform/bindings";
import { counted } from "./words";

/** What each verdict is called, and what it means. */
export const verdictWords: Record<TrustVerdict, { name: string; meaning: string }> = {
  allowed: { name: "Allowed", meaning: "Every policy that counts allows it." },
  allowedIf: { name: "Allowed if", meaning: "Possible where the conditions hold." },
  unknown: { name: "Unknown", meaning: "Something it rests on was not read or cannot be decided." },
  denied: { name: "Stopped", meaning: "Not possible." },
};

/** The most certain first. */
export const verdictOrder: readonly TrustVerdict[] = ["allowed", "allowedIf", "unknown", "denied"];

const hops: Record<HopKind, string> = {
  "assume-role": "assumes the role",
  "assume-role-with-saml": "vouches through SAML for whoever assumes the role",
  "assume-role-with-web-identity": "vouches through OIDC for whoever assumes the role",
  assignment: "is assigned the permission set of the role",
  membership: "is a member of the group",
  service: "assumes the role as a service",
  "pass-role": "passes the role to a service and acts through it",
  "assume-root": "takes a root session in the account",
  "rewrite-trust": "rewrites the role’s trust policy and becomes it",
  "rewrite-permissions": "rewrites what the role or user may do",
  studio: "opens Studio, which acts as the role",
  credentials: "makes an access key or password of the user and acts as it",
};

/** What a kind of hop does, as a verb between the two ends; evidence may lead on without a hop of the graph. */
export function hopWords(kind: HopKind | null): string {
  return kind === null ? "leads to" : hops[kind];
}

/** What each layer is called. */
export const layerNames: Record<LayerKind, string> = {
  scp: "SCP",
  rcp: "RCP",
  resource: "Resource policy",
  identity: "Identity policies",
  boundary: "Permissions boundary",
  session: "Session policy",
  endpoint: "VPC endpoint policy",
};

const stops: Record<LayerKind, string> = {
  scp: "an SCP",
  rcp: "an RCP",
  resource: "the trust or resource policy",
  identity: "the identity policies",
  boundary: "the permissions boundary",
  session: "the session policy",
  endpoint: "the VPC endpoint policy",
};

/** Which layer stops a hop, after “stopped by”. */
export function stopWords(layer: LayerKind): string {
  return stops[layer];
}

/** What a layer says, in words. */
export interface OutcomeWords {
  name: string;
  meaning: string;
  /** The verdict that is drawn beside it: what is allowed looks the same in a path, in a hop and in each of its layers. */
  drawn: TrustVerdict | null;
}

const outcomes: Record<Outcome, OutcomeWords> = {
  allows: { name: "Allows", meaning: "A statement here allows it.", drawn: "allowed" },
  allowsIf: { name: "Allows if", meaning: "A statement here allows it where its conditions hold.", drawn: "allowedIf" },
  denies: { name: "Denies", meaning: "A statement here denies it; nothing can allow it again.", drawn: "denied" },
  deniesIf: { name: "Denies if", meaning: "A statement here denies it where its conditions hold.", drawn: "allowedIf" },
  noAllow: { name: "No allow", meaning: "No statement here allows it, and one must.", drawn: "denied" },
  notConsulted: { name: "Not consulted", meaning: "This does not count for the call.", drawn: null },
  unknown: { name: "Unknown", meaning: "This was not read or cannot be decided.", drawn: "unknown" },
};

/** The words for a layer's outcome. */
export function outcomeWords(outcome: Outcome): OutcomeWords {
  return outcomes[outcome];
}

/** The stages, the outermost first, as the rings of the map stand. */
const stages: Record<Stage, { name: string; class: FolderClass }> = {
  external: { name: "Outside the organization", class: "external" },
  sandbox: { name: "Sandbox", class: "sandbox" },
  other: { name: "No stage", class: "other" },
  dev: { name: "Development", class: "dev" },
  preprod: { name: "Pre-production", class: "pre-prod" },
  prod: { name: "Production", class: "prod" },
  hub: { name: "Shared services", class: "infrastructure" },
  management: { name: "Management", class: "management" },
};

/** What a stage is called. */
export function stageName(stage: Stage): string {
  return stages[stage].name;
}

/** The stages, the outermost first. */
export function outermostFirst(names: readonly Stage[]): Stage[] {
  const order = Object.keys(stages);
  return [...names].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** The colour class of a stage. */
export function stageClass(stage: Stage): FolderClass {
  return stages[stage].class;
}

/** Alternatives of conditions in words, one line each; none when nothing must hold. */
export function conditionLines(alternatives: readonly (readonly TrustCondition[])[]): string[] {
  if (alternatives.some((one) => one.length === 0)) return [];
  return [...new Set(alternatives.map((all) => [...new Set(all.map((one) => one.words))].join(" and ")))];
}

/** A condition as it stands in a policy: `Bool aws:MultiFactorAuthPresent true`. */
export function conditionAsWritten({ operator, key, values, negated }: TrustCondition): string {
  return `${negated ? "not " : ""}${operator} ${key} ${values.join(", ")}`.trim();
}

/** How much is not known: `2 accounts were not read`, or `3 things are not known` where it is not accounts alone. */
export function unknownWords(unknown: readonly TrustUnknown[]): string {
  const many = unknown.length;
  if (unknown.every((one) => /^\d{12}$/.test(one.what))) return `${counted(many, "account")} ${many === 1 ? "was" : "were"} not read`;
  return `${counted(many, "thing")} it rests on ${many === 1 ? "is" : "are"} not known`;
}

/** What an answer without a path says; it is never called safe while something it rests on is not known or was not searched. */
export function noPathWords(answer: Pick<TrustPathsAnswer, "from" | "to" | "answer" | "reasons">): { known: boolean; header: string; text: string } {
  const ends = `from ${answer.from.label} to ${answer.to.label}`;
  if (answer.answer === "none") {
    return { known: true, header: `There is no path ${ends}`, text: "No chain of hops leads there, and nothing that was not read could hold one." };
  }
  return { known: false, header: `No path ${ends} is known, but there may be one`, text: `${answer.reasons.join("; ")}.` };
}

/** Severities, the worst first. */
export const severities: readonly Severity[] = ["critical", "high", "medium", "low"];
