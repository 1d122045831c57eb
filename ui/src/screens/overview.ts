// The figures of the overview, out of the answers that the other screens show. Pure.
import { classes } from "../map/palette";
import type { AccountRow, FolderClass, KindCount, Severity, TrustFindingRow } from "../platform/bindings";
import { severities } from "../state/trustWords";
import { unreadUnits } from "../state/words";

/** The accounts of a class. */
export interface ClassFigures {
  class: FolderClass;
  accounts: number;
  active: number;
  /** Suspended, being closed or closed. */
  idle: number;
  /** Accounts of which something was not read. */
  partly: number;
}

/** The classes that have accounts, in the order of the legend. */
export function classFigures(accounts: readonly AccountRow[]): ClassFigures[] {
  return classes.flatMap((one) => {
    const own = accounts.filter((account) => account.class === one);
    if (own.length === 0) return [];
    const active = own.filter(({ state }) => state === "ACTIVE").length;
    const partly = own.filter(({ coverage }) => coverage.length === 0 || unreadUnits(coverage) > 0).length;
    return [{ class: one, accounts: own.length, active, idle: own.length - active, partly }];
  });
}

/** The kinds with most resources, and how many resources the others have. */
export function kindFigures(kinds: readonly KindCount[], most: number): { first: KindCount[]; others: number; total: number } {
  const sorted = [...kinds].sort((a, b) => b.count - a.count);
  const sum = (rows: readonly KindCount[]) => rows.reduce((all, { count }) => all + count, 0);
  return { first: sorted.slice(0, most), others: sum(sorted.slice(most)), total: sum(sorted) };
}

/** Findings that stand, by severity, and how many cannot be told. */
export function findingFigures(findings: readonly TrustFindingRow[]): { severity: Severity; findings: number; unknown: number }[] {
  return severities.map((severity) => {
    const own = findings.filter((finding) => finding.severity === severity);
    const of = (...states: string[]) => own.filter(({ state }) => states.includes(state)).length;
    return { severity, findings: of("fail", "partial"), unknown: of("unknown") };
  });
}
