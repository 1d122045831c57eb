import { describe, expect, it } from "vitest";
import { tableFile, tableFileName, type FileColumn } from "./tableFile";

interface Row { name: string; units: number | null; tags: Record<string, string> }

const columns: FileColumn<Row>[] = [
  { id: "name", header: "Name", value: (row) => row.name },
  { id: "units", header: "Units", value: (row) => row.units },
  { id: "tags", header: "Tags", value: (row) => row.tags },
];
const rows: Row[] = [
  { name: 'Fraud, "dev"', units: 3, tags: { owner: "a" } },
  { name: "two\nlines", units: null, tags: {} },
];

describe("a table as a file", () => {
  it("is CSV that a spreadsheet reads back", () => {
    expect(tableFile(columns, rows, "csv")).toBe('Name,Units,Tags\r\n"Fraud, ""dev""",3,"{""owner"":""a""}"\r\n"two\nlines",,{}\r\n');
  });
  it("is JSON with values as they are", () => {
    expect(JSON.parse(tableFile(columns, rows, "json"))).toEqual(rows);
  });
  it("has a name that every system takes", () => {
    expect(tableFileName("Who can: sts:AssumeRole?", "csv")).toBe("armillary-who-can-sts-assumerole.csv");
  });
});
