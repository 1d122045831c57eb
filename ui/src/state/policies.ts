// Which policies the workbench takes, how it speaks of them, and what can come of an edit. Pure.
import type { JsonValue, PolicyActionChange, PolicyActionTurn, PolicyEdited, PolicyPlace } from "../platform/bindings";
import { count, counted } from "./words";

/** Kinds of resources that have a policy which the workbench takes. */
export const policyKinds: readonly string[] = ["AWS::Organizations::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"];

/** What the way into the workbench is called; `null` where there is none. Of organization policies, SCPs and RCPs are taken. */
export function editWords(kind: string, document?: JsonValue): string | null {
  if (!policyKinds.includes(kind)) return null;
  if (kind === "AWS::IAM::Role") return "Edit trust policy…";
  const type = kind === "AWS::Organizations::Policy" ? typeOf(document) : null;
  return type === null || type === "SERVICE_CONTROL_POLICY" || type === "RESOURCE_CONTROL_POLICY" ? "Edit policy…" : null;
}

function typeOf(document: JsonValue | undefined): JsonValue {
  const summary = member(document, "PolicySummary");
  return member(summary, "Type");
}

function member(value: JsonValue | undefined, name: string): JsonValue {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value[name] ?? null) : null;
}

/** What a policy is called by where it stands. */
export const placeNames: Record<PolicyPlace, string> = {
  scp: "Service control policy (SCP)",
  rcp: "Resource control policy (RCP)",
  trust: "Trust policy of a role",
  managed: "Managed policy, also as a permissions boundary",
};

/** Why no plan can be made of any text in the place of this policy; `null` where one can. */
export function whyNeverPlanned({ place, canBePlanned }: Pick<PolicyEdited, "place" | "canBePlanned">): string | null {
  if (canBePlanned) return null;
  if (place === "trust") return "Armillary changes no trust policies. Here you see what a text would do; copy it and change the role where it is defined.";
  if (place === "managed") return "Armillary changes no managed policies. Here you see what a text would do; copy it and change the policy where it is defined.";
  return "This policy belongs to AWS or to Control Tower, which would put it back. Here you see what a text would do; to have it, write a policy of your own.";
}

/** Why this text cannot be planned as it stands; `null` where it can. */
export function whyNotPlanned(told: PolicyEdited): string | null {
  if (told.errors.length > 0) return `AWS would refuse it: ${counted(told.errors.length, "error")}`;
  if (told.limit !== null && told.size > told.limit) return `It is ${counted(told.size - told.limit, "character")} longer than AWS takes`;
  if (!told.isChanged) return "It says what the policy says already";
  return null;
}

/** The text without white space, and with it laid out; `null` while it is no JSON. */
export function written(text: string): { compact: string; laidOut: string } | null {
  try {
    const value = JSON.parse(text) as JsonValue;
    return { compact: JSON.stringify(value), laidOut: JSON.stringify(value, null, 2) };
  } catch {
    return null;
  }
}

/** What becomes of an action: a sign of its own, and the words. */
export const turns: Record<PolicyActionTurn, { sign: string; word: string; meaning: string }> = {
  gains: { sign: "+", word: "Gained", meaning: "They may, and could not." },
  widens: { sign: "↑", word: "Widened", meaning: "They may under fewer conditions, or on more resources." },
  loses: { sign: "−", word: "Lost", meaning: "They may no longer." },
  narrows: { sign: "↓", word: "Narrowed", meaning: "They may under more conditions, or on fewer resources." },
  doubtful: { sign: "?", word: "Doubtful", meaning: "Whether they may is not known any more." },
};

/** Actions of which the same becomes for the same principals. */
export interface ActionGroup {
  turn: PolicyActionTurn;
  actions: string[];
  /** The first ones. */
  principals: readonly string[];
  total: number;
}

/** The changes, those for the same principals together; what is gained first. */
export function grouped(changes: readonly PolicyActionChange[]): ActionGroup[] {
  const groups = new Map<string, ActionGroup>();
  for (const { turn, action, principals, total } of changes) {
    // Where more are than are named, the first ones and their number are the same: what a group says holds for each of its actions.
    const key = JSON.stringify([turn, total, principals]);
    const group = groups.get(key);
    if (group) group.actions.push(action);
    else groups.set(key, { turn, actions: [action], principals, total });
  }
  const order = Object.keys(turns);
  return [...groups.values()].sort((one, other) => order.indexOf(one.turn) - order.indexOf(other.turn));
}

/** A group in one line: `Lost: s3:GetObject and 2 more actions, by 3 principals`. */
export function groupWords({ turn, actions, total }: ActionGroup): string {
  const others = actions.length > 1 ? ` and ${counted(actions.length - 1, "more action")}` : "";
  return `${turns[turn].word}: ${actions[0] ?? ""}${others}, by ${counted(total, "principal")}`;
}

/** What begins a line about trust, as a sign. */
export function trustSign(line: string): string {
  if (line.startsWith("opens:")) return "+";
  if (line.startsWith("closes:") || line.startsWith("ruled out:")) return "−";
  return line.startsWith("not known") ? "?" : "~";
}

/** A principal by its name and account: `Builder · 111122223333`. */
export function principalWords(arn: string): string {
  const [, , , , account = "", ...rest] = arn.split(":");
  const name = rest.join(":").split("/").at(-1);
  return name && account ? `${name} · ${account}` : arn;
}

/** How many of all are named; nothing where all are. */
export function othersWords(named: number, total: number, one: string): string | null {
  return total > named ? `The first ${count(named)} of ${counted(total, one)} are named; ${count(total - named)} more are not.` : null;
}
