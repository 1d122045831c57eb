// Findings as the table has them: with the words one filters by, the worst first. Pure.
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { FindingStatus, TrustFindingRow } from "../../platform/bindings";
import { severities } from "../../state/trustWords";
import { count, counted } from "../../state/words";

/** A row of the table. */
export interface FindingEntry extends TrustFindingRow {
  stateName: string;
  severityRank: number;
}

/** What a rule cannot tell for one reason: a row that stands for all of it. */
export interface UntoldEntry extends FindingEntry {
  reason: string;
  /** The findings it stands for. */
  members: FindingEntry[];
}

const states: Record<FindingStatus, { name: string; indicator: StatusIndicatorProps.Type }> = {
  fail: { name: "fails", indicator: "error" },
  partial: { name: "holds in part", indicator: "warning" },
  unknown: { name: "unknown", indicator: "pending" },
  "not-applicable": { name: "does not apply", indicator: "stopped" },
};

/** What a finding's state is called. */
export function stateWords(state: FindingStatus): { name: string; indicator: StatusIndicatorProps.Type } {
  return states[state];
}

/** The rules that the trust analysis checks. */
export const rulesChecked: readonly string[] = [
  "TRU-01", "TRU-02", "TRU-03", "TRU-04", "TRU-05", "TRU-06", "TRU-07", "TRU-08", "TRU-09", "TRU-10", "TRU-11",
  "PRIV-01", "PRIV-02", "PRIV-03", "PASS-01", "REG-01", "REG-03",
];

/** The rows, the worst first; what is only unknown stands after what fails, and what does not apply after both. */
export function findingEntries(rows: readonly TrustFindingRow[]): FindingEntry[] {
  const entries = rows.map((row): FindingEntry => ({ ...row, stateName: stateWords(row.state).name, severityRank: severities.indexOf(row.severity) }));
  const late = (entry: FindingEntry) => (entry.state === "not-applicable" ? 2 : isOpen(entry) ? 0 : 1);
  return entries.sort((a, b) => late(a) - late(b) || a.severityRank - b.severityRank || a.rule.localeCompare(b.rule) || a.accountName.localeCompare(b.accountName));
}

/** How many there are: `9, and 493 not known`. */
export function findingCounts(entries: readonly FindingEntry[]): string {
  const of = (state: FindingStatus) => entries.filter((entry) => entry.state === state).length;
  const parts = [count(entries.filter(isOpen).length)];
  if (of("unknown") > 0) parts.push(`${count(of("unknown"))} not known`);
  if (of("not-applicable") > 0) parts.push(`${count(of("not-applicable"))} that do not apply`);
  return parts.join(", and ");
}

/** The rows of the list: each finding that is known, and one row for each rule and reason of those that are not, or do not apply. */
export function findingRows(entries: readonly FindingEntry[]): (FindingEntry | UntoldEntry)[] {
  const groups = new Map<string, FindingEntry[]>();
  for (const entry of entries) {
    if (isOpen(entry)) continue;
    const key = `${entry.rule} ${entry.reason ?? ""}`;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...entries.filter(isOpen), ...[...groups.values()].flatMap((members) => untold(members))];
}

const isOpen = (entry: FindingEntry) => entry.state === "fail" || entry.state === "partial";

/** Whether a row stands for several findings. */
export function isUntold(row: FindingEntry | UntoldEntry): row is UntoldEntry {
  return "members" in row;
}

function untold(members: FindingEntry[]): (FindingEntry | UntoldEntry)[] {
  const first = members[0];
  if (!first || first.reason === null || members.length === 1) return members;
  const { reason, rule } = first;
  const accounts = counted(new Set(members.map((entry) => entry.account)).size, "account");
  const ofAccounts = members.every((entry) => entry.arn === entry.account || entry.arn.includes(":account/"));
  const whom = ofAccounts ? accounts : `${counted(members.length, "resource")} in ${accounts}`;
  const says = first.state === "unknown" ? "cannot be told for" : "does not apply to";
  const summary = `${rule} ${says} ${whom}: ${reason}`;
  return [{ ...first, id: `unknown ${rule} ${reason}`, name: whom, account: "", accountName: "", arn: "", summary, path: [], principals: [], principalsTotal: 0, reason, members }];
}
