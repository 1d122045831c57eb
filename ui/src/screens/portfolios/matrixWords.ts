// What the matrix says in words, the moves of the keyboard in it, and the matrix as a file. Pure.
import type { CellAccess, CellCounts, CellMark, CellState, Matrix, MatrixCell, MatrixColumn, MatrixRow } from "../../platform/bindings";
import type { FileColumn } from "../../parts/tableFile";
import { classNames } from "../../map/palette";
import { count, counted } from "../../state/words";

/** A state: its word, and what it means. */
interface StateWords {
  word: string;
  meaning: string;
}

/** What the states are called, in the order of the legend. */
export const stateWords: Record<CellState, StateWords> = {
  usable: { word: "usable", meaning: "It is there, and somebody may launch from it." },
  unusable: { word: "unusable", meaning: "It is shared, and nobody there can launch from it." },
  "not-imported": { word: "not imported", meaning: "It is shared from account to account, and the account has not taken it." },
  missing: { word: "missing", meaning: "It is not shared, and most other accounts of the stage have it." },
  unknown: { word: "unknown", meaning: "Service Catalog of the owner or of the account, or the organization, was not read." },
  own: { word: "own", meaning: "The account owns it." },
  "not-shared": { word: "not shared", meaning: "It is not shared, and nothing says that it should be." },
  mixed: { word: "mixed", meaning: "The accounts of the OU are in different states." },
  empty: { word: "no accounts", meaning: "The OU has no accounts in use." },
};

/** What stands out, in words. */
export const markWords: Record<CellMark, StateWords> = {
  excessive: { word: "excessive", meaning: "Shared with this account by itself though most others of its stage do not have it, or with somebody outside." },
  "in-progress": { word: "in progress", meaning: "A share action is under way, or how it ended is not known." },
  failed: { word: "failed", meaning: "The last share action ended with an error." },
};

/** How it comes there, in words. */
export const accessWords: Record<CellAccess, string> = { direct: "direct", imported: "imported", inherited: "inherited", listed: "listed" };

/** The states that accounts are in, in the order in which counts and bars show them. */
export const accountStates = ["usable", "unusable", "not-imported", "missing", "unknown", "own", "not-shared"] as const satisfies readonly CellState[];

/** What can be looked for. */
export const marks = Object.keys(markWords) as CellMark[];

/** How many accounts are in a state. */
export function inState(counts: CellCounts, state: CellState): number {
  switch (state) {
    case "own": return counts.own;
    case "usable": return counts.usable;
    case "unusable": return counts.unusable;
    case "not-imported": return counts.notImported;
    case "unknown": return counts.unknown;
    case "missing": return counts.missing;
    case "not-shared": return counts.notShared;
    default: return 0;
  }
}

/** How many accounts are marked so. */
export function withMark(counts: CellCounts, mark: CellMark): number {
  return mark === "excessive" ? counts.excessive : mark === "failed" ? counts.failed : counts.inProgress;
}

/** The counts of several cells together. */
export function summed(all: readonly CellCounts[]): CellCounts {
  const sum: CellCounts = { own: 0, usable: 0, unusable: 0, notImported: 0, unknown: 0, missing: 0, notShared: 0, excessive: 0, inProgress: 0, failed: 0 };
  for (const counts of all) for (const key of Object.keys(sum) as (keyof CellCounts)[]) sum[key] += counts[key];
  return sum;
}

/** Whether a row stands for one account. */
export function isSingle(row: Pick<MatrixRow, "kind">): boolean {
  return row.kind === "account" || row.kind === "outsider";
}

/** The accounts that could use it: all but those that own it. */
export function others(counts: CellCounts): number {
  return accountStates.filter((state) => state !== "own").reduce((sum, state) => sum + inState(counts, state), 0);
}

/** A cell in a few words: of an account what it has, of an OU how many of its accounts can use it. */
export function cellText(row: Pick<MatrixRow, "kind">, cell: MatrixCell): string {
  if (!isSingle(row) && cell.state !== "empty") {
    if (cell.state === "not-shared") return "–";
    return `${count(cell.counts.usable)}/${count(others(cell.counts))}`;
  }
  if (cell.state === "usable") return cell.access ? accessWords[cell.access] : "usable";
  if (cell.state === "not-shared") return "–";
  return stateWords[cell.state].word;
}

/** All that a screen reader says of a cell. */
export function cellLabel(row: MatrixRow, column: MatrixColumn, cell: MatrixCell): string {
  const access = cell.access ? `, ${accessWords[cell.access]}` : "";
  const counts = isSingle(row) || cell.state === "empty" ? "" : `, ${countsText(cell.counts)}`;
  const marked = cell.marks.map((mark) => `, ${markWords[mark].word}`).join("");
  return `${column.name} in ${column.region}, ${row.name}: ${stateWords[cell.state].word}${access}${counts}${marked}`;
}

/** `38 usable, 2 unusable, 4 unknown`: the states that occur. */
export function countsText(counts: CellCounts): string {
  const occurring = accountStates.filter((state) => inState(counts, state) > 0);
  return occurring.map((state) => `${count(inState(counts, state))} ${stateWords[state].word}`).join(", ") || "no accounts";
}

/** Whether a click on a cell offers to share: it is not shared there, or not with all of it. */
export function isHole(row: Pick<MatrixRow, "kind">, cell: MatrixCell): boolean {
  const isPlace = row.kind === "account" || row.kind === "ou" || row.kind === "organization";
  return isPlace && cell.access === null && (cell.state === "missing" || cell.state === "not-shared" || cell.state === "empty");
}

/** Where in the grid the keyboard is; row -1 is the head, column -1 the names of the rows. */
export interface Spot {
  row: number;
  column: number;
}

/** Where a key leads; `null` leaves the key alone. */
export function moved(key: string, at: Spot, size: { rows: number; columns: number }, far: boolean): Spot | null {
  const row = (to: number) => ({ ...at, row: Math.min(Math.max(to, -1), size.rows - 1) });
  const column = (to: number) => ({ ...at, column: Math.min(Math.max(to, -1), size.columns - 1) });
  switch (key) {
    case "ArrowUp": return row(at.row - 1);
    case "ArrowDown": return row(at.row + 1);
    case "ArrowLeft": return column(at.column - 1);
    case "ArrowRight": return column(at.column + 1);
    case "PageUp": return row(at.row - 10);
    case "PageDown": return row(at.row + 10);
    case "Home": return far ? { row: -1, column: -1 } : column(-1);
    case "End": return far ? { row: size.rows - 1, column: size.columns - 1 } : column(size.columns - 1);
    default: return null;
  }
}

/** A cell with its row and column, as a file has it. */
export interface FileCell {
  row: MatrixRow;
  column: MatrixColumn;
  cell: MatrixCell;
}

/** The cells of a matrix, row by row. */
export function fileCells(matrix: Pick<Matrix, "rows" | "columns">): FileCell[] {
  return matrix.rows.flatMap((row) => matrix.columns.flatMap((column, at) => (row.cells[at] ? [{ row, column, cell: row.cells[at] }] : [])));
}

/** What a file says of a cell. */
export const fileColumns: readonly FileColumn<FileCell>[] = [
  { id: "portfolio", header: "Portfolio", value: ({ column }) => column.name },
  { id: "portfolioId", header: "Portfolio id", value: ({ column }) => column.id },
  { id: "region", header: "Region", value: ({ column }) => column.region },
  { id: "owner", header: "Owner", value: ({ column }) => column.owner },
  { id: "kind", header: "Kind", value: ({ row }) => row.kind },
  { id: "id", header: "Id", value: ({ row }) => row.short },
  { id: "name", header: "Name", value: ({ row }) => row.name },
  { id: "path", header: "In", value: ({ row }) => row.path.join(" / ") },
  { id: "class", header: "Class", value: ({ row }) => classNames[row.class] },
  { id: "accounts", header: "Accounts", value: ({ row }) => row.accounts },
  { id: "state", header: "State", value: ({ cell }) => cell.state },
  { id: "access", header: "Access", value: ({ cell }) => cell.access ?? "" },
  { id: "marks", header: "Stands out", value: ({ cell }) => cell.marks.join(" ") },
  ...accountStates.map((state) => ({ id: state, header: sentence(stateWords[state].word), value: ({ cell }: FileCell) => inState(cell.counts, state) })),
  { id: "why", header: "Why", value: ({ cell }) => cell.why.join("; ") },
];

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a row is, in words. */
export function rowWords(row: MatrixRow): string {
  switch (row.kind) {
    case "account": return `account ${row.short}`;
    case "outsider": return "not of the organization, or not in the cache";
    case "outside": return counted(row.accounts, "recipient");
    default: return counted(row.accounts, "account");
  }
}
