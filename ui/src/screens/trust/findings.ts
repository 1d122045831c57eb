// Findings as the table has them: with the words one filters by, the worst first. Pure.
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { FindingStatus, TrustFindingRow } from "../../platform/bindings";
import { severities } from "../../state/trustWords";

/** A row of the table. */
export interface FindingEntry extends TrustFindingRow {
  stateName: string;
  severityRank: number;
}

const states: Record<FindingStatus, { name: string; indicator: StatusIndicatorProps.Type }> = {
  fail: { name: "fails", indicator: "error" },
  partial: { name: "holds in part", indicator: "warning" },
  unknown: { name: "unknown", indicator: "pending" },
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

/** The rows, the worst first; what is only unknown stands after what fails. */
export function findingEntries(rows: readonly TrustFindingRow[]): FindingEntry[] {
  const entries = rows.map((row): FindingEntry => ({ ...row, stateName: stateWords(row.state).name, severityRank: severities.indexOf(row.severity) }));
  const late = (entry: FindingEntry) => (entry.state === "unknown" ? 1 : 0);
  return entries.sort((a, b) => late(a) - late(b) || a.severityRank - b.severityRank || a.rule.localeCompare(b.rule) || a.accountName.localeCompare(b.accountName));
}
