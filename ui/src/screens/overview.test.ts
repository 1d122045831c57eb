import { describe, expect, it } from "vitest";
import type { AccountRow, TrustFindingRow } from "../platform/bindings";
import { classFigures, findingFigures, kindFigures } from "./overview";

const account = (more: Partial<AccountRow>) => ({ class: "dev", state: "ACTIVE", coverage: [{ status: "complete", count: 4 }], ...more }) as AccountRow;
const finding = (severity: string, state: string) => ({ severity, state }) as TrustFindingRow;

describe("the figures of the overview", () => {
  it("count the accounts of each class, and those of which something is not known", () => {
    const rows = [account({}), account({ coverage: [{ status: "denied", count: 1 }] }), account({ class: "prod", state: "SUSPENDED", coverage: [] })];
    expect(classFigures(rows)).toEqual([
      { class: "dev", accounts: 2, active: 2, idle: 0, partly: 1 },
      { class: "prod", accounts: 1, active: 0, idle: 1, partly: 1 },
    ]);
  });
  it("lose no resource of the kinds that are not listed", () => {
    const kinds = [1, 5, 3].map((count) => ({ kind: `K${count}`, plain: `k${count}`, count }));
    const { first, others, total } = kindFigures(kinds, 2);
    expect([first.map(({ count }) => count), others, total]).toEqual([[5, 3], 1, 9]);
  });
  it("tell findings from what cannot be told", () => {
    const found = findingFigures([finding("high", "fail"), finding("high", "unknown"), finding("low", "partial"), finding("low", "not-applicable")]);
    expect(found.filter(({ severity }) => severity === "high" || severity === "low")).toEqual([
      { severity: "high", findings: 1, unknown: 1 },
      { severity: "low", findings: 1, unknown: 0 },
    ]);
  });
});
