import { expect, test } from "vitest";
import { tableFile } from "../../parts/tableFile";
import { aCell, aColumn, aMatrix, anAccountRow, anOu, counts } from "../../test/matrix";
import { cellLabel, cellText, fileCells, fileColumns, isHole, moved, summed } from "./matrixWords";

const account = (cell = aCell("usable")) => anAccountRow(2, "fraud-dev", [cell]);
const ou = (cell = aCell("usable")) => anOu("ou-dev", "Dev", [cell]);

test("a cell says what an account has, and how many of an OU can use it", () => {
  expect(cellText(account(), aCell("usable", { access: "inherited" }))).toBe("inherited");
  expect(cellText(account(), aCell("unusable", { access: "inherited" }))).toBe("unusable");
  expect(cellText(account(), aCell("unknown"))).toBe("unknown");
  expect(cellText(account(), aCell("not-shared"))).toBe("–");
  expect(cellText(ou(), aCell("mixed", { counts: counts({ usable: 38, unknown: 2, own: 1 }) }))).toBe("38/40");
  expect(cellText(ou(), aCell("empty", { counts: counts({}) }))).toBe("no accounts");
});

test("a screen reader hears the portfolio, its Region, the place, the state and what is not known", () => {
  const cell = aCell("mixed", { access: "inherited", marks: ["failed"], counts: counts({ usable: 38, unknown: 2 }) });
  expect(cellLabel(ou(cell), aColumn("Building"), cell)).toBe("Building in eu-west-1, Dev: mixed, inherited, 38 usable, 2 unknown, failed");
});

test("what is not shared there can be filled, and what is inherited, owned or outside cannot", () => {
  expect(isHole(account(), aCell("missing"))).toBe(true);
  expect(isHole(ou(), aCell("not-shared"))).toBe(true);
  expect(isHole(ou(), aCell("empty", { access: "inherited" }))).toBe(false);
  expect(isHole(account(), aCell("own"))).toBe(false);
  expect(isHole(account(), aCell("unknown"))).toBe(false);
  expect(isHole({ kind: "outside" }, aCell("not-shared"))).toBe(false);
});

test("keys move in the grid and stop at its edges", () => {
  const size = { rows: 3, columns: 2 };
  expect(moved("ArrowDown", { row: -1, column: 0 }, size, false)).toEqual({ row: 0, column: 0 });
  expect(moved("ArrowRight", { row: 0, column: 1 }, size, false)).toEqual({ row: 0, column: 1 });
  expect(moved("PageDown", { row: 0, column: 1 }, size, false)).toEqual({ row: 2, column: 1 });
  expect(moved("Home", { row: 2, column: 1 }, size, false)).toEqual({ row: 2, column: -1 });
  expect(moved("Home", { row: 2, column: 1 }, size, true)).toEqual({ row: -1, column: -1 });
  expect(moved("x", { row: 2, column: 1 }, size, true)).toBeNull();
});

test("a file has a line for each cell, with the reason", () => {
  const cells = fileCells(aMatrix(true));
  expect(cells).toHaveLength(8);
  const lines = tableFile(fileColumns, cells, "csv").split("\r\n");
  expect(lines[0]).toMatch(/^Portfolio,Portfolio id,Region,.*,State,.*,Unknown,.*,Why$/);
  expect(lines.find((line) => line.includes("churn-dev") && line.includes("Deployment"))).toContain("unknown");
  expect(lines.find((line) => line.includes("fraud-dev"))).toContain("shared with OU Workloads; may launch: role/Lead");
});

test("counts are summed", () => {
  expect(summed([counts({ usable: 2, failed: 1 }), counts({ usable: 3, unknown: 1 })])).toEqual(counts({ usable: 5, unknown: 1, failed: 1 }));
});
