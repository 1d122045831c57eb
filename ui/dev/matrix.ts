// A made-up portfolio matrix: shares with OUs, one account that was left out, some that nobody can launch in, and one that was not read.
import type { CellAccess, CellCounts, CellMark, CellState, Matrix, MatrixCell, MatrixColumn, MatrixRequest, MatrixRow, PortfolioRow } from "../src/platform/bindings";
import { accountStates, inState, summed } from "../src/screens/portfolios/matrixWords";
import type { DevAccount, DevFolder, DevOrganization } from "./organization";

const none = summed([]);

/** What is shared with whom, by the place of the portfolio. */
const shares = [["Workloads"], ["Workloads_Prod", "Workloads_PreProd"], [], ["Workloads_Dev", "Sandbox"], ["Workloads", "Regulated"], ["Sandbox"]];

function counted(state: CellState, marks: readonly CellMark[]): CellCounts {
  const key = ({ "not-imported": "notImported", "not-shared": "notShared" } as Record<string, string>)[state] ?? state;
  return { ...none, [key]: 1, ...(marks.includes("excessive") ? { excessive: 1 } : {}), ...(marks.includes("failed") ? { failed: 1 } : {}) };
}

/** Answers it. */
export function devMatrix(org: DevOrganization, portfolios: readonly PortfolioRow[], request: MatrixRequest): Matrix {
  const chosen = portfolios.filter(({ arn }) => request.portfolios.length === 0 || request.portfolios.includes(arn));
  const inUse = org.accounts.filter((account) => account.state !== "suspended");
  const chain = (folder: DevFolder): DevFolder[] => [folder, ...org.folders.filter(({ id }) => id === folder.parent).flatMap(chain)];
  const scope = inUse.filter(
    ({ folder, class: own }) => (request.ous.length === 0 || chain(folder).some(({ id }) => request.ous.includes(id))) && (request.classes.length === 0 || request.classes.includes(own)),
  );
  const cellOf = (account: DevAccount, portfolio: PortfolioRow): MatrixCell => {
    const at = portfolios.indexOf(portfolio);
    const by = chain(account.folder).find(({ name }) => shares[at % shares.length]?.includes(name));
    const seed = Number(account.id.slice(-3)) + at;
    const alone = at === 2 && account.name === "pricing-dev";
    const access: CellAccess | null = by ? "inherited" : alone ? "direct" : null;
    const state: CellState =
      portfolio.account === account.id ? "own"
      : account.state === "unread" || account.state === "partial" ? "unknown"
      : access === null ? (account.class === "dev" && at === 1 ? "missing" : "not-shared")
      : seed % 11 === 0 ? "unusable" : seed % 17 === 0 ? "not-imported" : "usable";
    const marks: CellMark[] = alone ? ["excessive"] : state === "unusable" && at === 4 ? ["failed"] : [];
    const why = [
      ...(by ? [`shared with OU ${by.name}${at % 2 === 0 ? ", principal names along" : ""}`] : alone ? ["shared with account pricing-dev itself"] : state === "not-shared" || state === "missing" ? ["not shared"] : []),
      ...(state === "usable" ? ["may launch: role/*/AWSReservedSSO_DataScientist_*, role/*/AWSReservedSSO_MLTechnicalLead_*"] : []),
      ...(state === "unusable" ? ["no principal may launch from it in the account"] : []),
      ...(state === "unknown" ? ["Service Catalog of the account was not read in the portfolio's Region", "sts:AssumeRole: AccessDenied: not authorized to perform sts:AssumeRole"] : []),
      ...(state === "missing" ? ["11 of 12 other accounts of its stage have it"] : []),
    ];
    return { state, access, marks, counts: counted(state, marks), why, shares: access ? [`arn:share/${portfolio.id}`] : [] };
  };
  const row = (kind: MatrixRow["kind"], more: Partial<MatrixRow>, accounts: readonly DevAccount[], folder: DevFolder | null): MatrixRow => {
    const cells = chosen.map((portfolio): MatrixCell => {
      const own = accounts.map((account) => cellOf(account, portfolio));
      if (kind === "account" && own[0]) return own[0];
      const counts = summed(own.map((cell) => cell.counts));
      const states = accountStates.filter((state) => state !== "own" && inState(counts, state) > 0);
      const by = folder ? chain(folder).find(({ name }) => shares[portfolios.indexOf(portfolio) % shares.length]?.includes(name)) : undefined;
      const state = states.length > 1 ? "mixed" : (states[0] ?? (counts.own > 0 ? "own" : "empty"));
      const marks = [...new Set(own.flatMap((cell) => cell.marks))];
      return { state, access: by ? (by === folder ? "direct" : "inherited") : null, marks, counts, why: by ? [`shared with OU ${by.name}`] : [], shares: by ? [`arn:share/${portfolio.id}`] : [] };
    });
    return {
      id: "", short: "", kind, name: "", path: [], depth: 0, class: "other", accounts: accounts.length, canOpen: false, isOpen: false,
      counts: summed(cells.map((cell) => cell.counts)), cells, ...more,
    };
  };
  const isSearch = request.text !== "" || request.states.length > 0 || request.marks.length > 0;
  const rows: MatrixRow[] = [];
  const visit = (folder: DevFolder, depth: number, path: string[]) => {
    const below = scope.filter((account) => chain(account.folder).includes(folder));
    const direct = below.filter((account) => account.folder === folder);
    const isRoot = folder.parent === null;
    const isOpen = request.open.includes(folder.arn);
    if (below.length > 0 || request.ous.length + request.classes.length === 0) {
      rows.push(row(isRoot ? "organization" : "ou", { id: folder.arn, short: folder.id, name: isRoot ? "Organization" : folder.name, path, depth, class: folder.class, canOpen: direct.length > 0, isOpen }, below, folder));
      const own = isRoot ? path : [...path, folder.name];
      if (isOpen || isSearch) for (const account of direct) rows.push(row("account", { id: account.arn, short: account.id, name: account.name, path: own, depth: depth + 1, class: account.class }, [account], null));
      for (const child of org.folders.filter(({ parent }) => parent === folder.id)) visit(child, depth + 1, own);
    }
  };
  const [root] = org.folders;
  if (root) visit(root, 0, []);
  const found = rows.filter(
    (one) =>
      one.name.toLowerCase().includes(request.text.toLowerCase()) &&
      (request.states.length === 0 || one.cells.some(({ counts }) => request.states.some((state) => inState(counts, state) > 0))) &&
      (request.marks.length === 0 || one.cells.some(({ marks }) => request.marks.some((mark) => marks.includes(mark)))),
  );
  const columns = chosen.map(
    (portfolio): MatrixColumn => ({
      arn: portfolio.arn, id: portfolio.id, name: portfolio.name, owner: portfolio.account, ownerName: portfolio.accountName, region: portfolio.region, products: 3, principals: 2,
      sharesKnown: portfolio.sharesKnown, counts: summed(scope.map((account) => cellOf(account, portfolio).counts)),
    }),
  );
  return {
    columns, columnsTotal: columns.length, rows: found.slice(request.offset, request.offset + request.limit), total: found.length, accounts: scope.length,
    notes: ["Service Catalog of 3 accounts was not read everywhere: they may own portfolios that are not here", "1 account that is suspended or closing is left out: nobody can act in it"],
  };
}
