// A small portfolio matrix for tests.
import type { CellCounts, Matrix, MatrixCell, MatrixColumn, MatrixRow } from "../platform/bindings";

const none: CellCounts = { own: 0, usable: 0, unusable: 0, notImported: 0, unknown: 0, missing: 0, notShared: 0, excessive: 0, inProgress: 0, failed: 0 };

/** Counts, of which only those that are not none are said. */
export function counts(more: Partial<CellCounts>): CellCounts {
  return { ...none, ...more };
}

/** A cell of an account. */
export function aCell(state: MatrixCell["state"], more: Partial<MatrixCell> = {}): MatrixCell {
  const key = { "not-imported": "notImported", "not-shared": "notShared" }[state as string] ?? state;
  return { state, access: null, marks: [], counts: counts({ [key]: 1 }), why: [], shares: [], ...more };
}

/** A portfolio. */
export function aColumn(name: string, more: Partial<MatrixColumn> = {}): MatrixColumn {
  const id = `port-${name.toLowerCase()}`;
  return {
    arn: `arn:aws:catalog:eu-west-1:000000000001:portfolio/${id}`, id, name, owner: "000000000001", ownerName: "hub", region: "eu-west-1",
    products: 2, principals: 1, sharesKnown: true, counts: counts({ usable: 3, unknown: 1, notShared: 2 }), ...more,
  };
}

/** An OU. */
export function anOu(short: string, name: string, cells: MatrixCell[], more: Partial<MatrixRow> = {}): MatrixRow {
  return {
    id: `arn:aws:organizations::1:ou/o-a/${short}`, short, kind: "ou", name, path: [], depth: 1, class: "dev", accounts: 2,
    canOpen: true, isOpen: false, counts: counts({ usable: 1, unknown: 1 }), cells, ...more,
  };
}

/** An account. */
export function anAccountRow(number: number, name: string, cells: MatrixCell[]): MatrixRow {
  const short = String(number).padStart(12, "0");
  return {
    id: `arn:aws:organizations::1:account/o-a/${short}`, short, kind: "account", name, path: ["Dev"], depth: 2, class: "dev", accounts: 1,
    canOpen: false, isOpen: false, counts: counts({}), cells,
  };
}

/** Two portfolios by two OUs, of which the first can be opened. */
export function aMatrix(isOpen = false): Matrix {
  const columns = [aColumn("Building"), aColumn("Deployment", { counts: counts({ usable: 1, missing: 1 }) })];
  const dev = anOu("ou-dev", "Dev", [
    aCell("mixed", { access: "inherited", counts: counts({ usable: 1, unusable: 1 }), why: ["shared with OU Workloads", "in 1: no principal may launch from it in the account"], shares: ["arn:share"] }),
    aCell("not-shared", { counts: counts({ notShared: 2 }), why: [] }),
  ], { isOpen });
  const accounts = [
    anAccountRow(2, "fraud-dev", [aCell("usable", { access: "inherited", why: ["shared with OU Workloads", "may launch: role/Lead"], shares: ["arn:share"] }), aCell("missing", { why: ["not shared", "3 of 3 other accounts of its stage have it"] })]),
    anAccountRow(3, "churn-dev", [aCell("unusable", { access: "inherited", why: ["no principal may launch from it in the account"], shares: ["arn:share"] }), aCell("unknown", { why: ["its shares are not known"] })]),
  ];
  const prod = anOu("ou-prod", "Prod", [aCell("not-shared"), aCell("empty", { counts: counts({}) })], { class: "prod" });
  const rows = [dev, ...(isOpen ? accounts : []), prod];
  return { columns, columnsTotal: 2, rows, total: rows.length, accounts: 3, notes: ["1 account that is suspended or closing is left out: nobody can act in it"] };
}
