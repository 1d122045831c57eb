// A table as a file: CSV for spreadsheets, JSON for programs.

/** A format a table is written in. */
export type TableFormat = "csv" | "json";

/** What a table says of a column: its title and how a row's value is told. */
export interface FileColumn<Row> {
  id: string;
  header: string;
  value: (row: Row) => unknown;
}

/** The rows as a text. CSV follows RFC 4180 and begins with the titles; JSON is an array of objects by the columns' ids. */
export function tableFile<Row>(columns: readonly FileColumn<Row>[], rows: readonly Row[], format: TableFormat): string {
  if (format === "json") {
    const entries = rows.map((row) => Object.fromEntries(columns.map(({ id, value }) => [id, value(row) ?? null])));
    return `${JSON.stringify(entries, null, 2)}\n`;
  }
  const lines = [columns.map(({ header }) => header), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  return lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function cell(value: unknown): string {
  const text = value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The name that is suggested for a table's file. */
export function tableFileName(title: string, format: TableFormat): string {
  return `armillary-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.${format}`;
}
