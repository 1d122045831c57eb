import { expect, test } from "vitest";
import { columns as accounts } from "../screens/Accounts";
import { columns as coverage } from "../screens/Coverage";
import { columns as crawls } from "../screens/Crawls";
import { columns as portfolios } from "../screens/portfolios/PortfoliosTable";
import { columns as resources } from "../screens/Resources";
import { fitting, sized, type FoldingColumn } from "./columns";

const column = (minWidth: number, fold?: number): FoldingColumn => ({ minWidth, ...(fold === undefined ? {} : { fold }) });

test("columns are folded until the others fit, those that are missed least first", () => {
  const all = [column(100), column(100, 1), column(100, 3), column(100, 2)];
  expect(fitting(all, 400)).toEqual(all);
  expect(fitting(all, 399)).toEqual([all[0], all[1], all[3]]);
  expect(fitting(all, 250)).toEqual([all[0], all[1]]);
  expect(fitting(all, 10)).toEqual([all[0]]);
  expect(fitting(all, 0)).toEqual(all);
});

test("what is left is shared, and nothing is wider than the table", () => {
  const all = [column(100), column(300), { ...column(100), width: 150 }];
  const widths = sized(all, all, 1000).map(({ width }) => Number(width));
  expect(widths).toEqual([212, 637, 150]);
});

// A window of 1280 pixels less the menu, the rims of screen and table, and the column of ticks.
const ROOM = 1280 - 200 - 49 - 8 - 54;

test.each<[string, readonly FoldingColumn[]]>([["accounts", accounts], ["coverage", coverage], ["crawls", crawls], ["portfolios", portfolios], ["resources", resources]])(
  "the table of %s fits a window of 1280 pixels",
  (_, columns) => {
    const shown = fitting(columns, ROOM);
    expect(shown.reduce((sum, { minWidth }) => sum + Number(minWidth ?? 120), 0)).toBeLessThanOrEqual(ROOM);
    expect(shown.length).toBeGreaterThan(4);
  },
);
