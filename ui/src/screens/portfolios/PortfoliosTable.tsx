// Every Service Catalog portfolio: who owns it, who it is shared with, who can use it.
import Popover from "@cloudscape-design/components/popover";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useMemo } from "react";
import type { PortfolioRow, RecipientRow } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { FilteredTable, type Column } from "../../parts/FilteredTable";
import { RowActions } from "../../parts/RowActions";
import { useAsked } from "../../state/asked";
import { useNavigation } from "../../state/navigation";
import { count, counted } from "../../state/words";

/** A row with the texts one filters by. */
interface Row extends PortfolioRow {
  sharedWith: string;
  useText: string;
}

const shareTypes: Record<string, string> = {
  ACCOUNT: "account",
  ORGANIZATIONAL_UNIT: "OU",
  ORGANIZATION: "organization",
  ORGANIZATION_MEMBER_ACCOUNT: "member account",
};

/** Whether those a portfolio reaches can use it, in words. */
export function usability(row: Pick<PortfolioRow, "reached" | "usable" | "unknown" | "sharesKnown">): { type: "success" | "warning" | "error" | "info"; text: string } {
  if (row.reached === 0) return row.sharesKnown ? { type: "info", text: "shared with nobody" } : { type: "warning", text: "shares not read" };
  const unusable = row.reached - row.usable - row.unknown;
  if (unusable > 0) return { type: "error", text: `${count(unusable)} reached but unusable` };
  if (row.unknown > 0) return { type: "warning", text: `${count(row.unknown)} unknown` };
  if (!row.sharesKnown) return { type: "warning", text: "usable; shares may be missing" };
  return { type: "success", text: "usable everywhere" };
}

function known(number: number | null): string {
  return number === null ? "not read" : count(number);
}

export const columns: Column<Row>[] = [
  { id: "name", header: "Name", sortingField: "name", filter: "name", minWidth: 180, isRowHeader: true, cell: (row) => <NameCell row={row} /> },
  { id: "owner", header: "Owner", minWidth: 210, sortingField: "accountName", filter: "accountName", cell: (row) => `${row.accountName} (${row.account})` },
  { id: "region", header: "Region", minWidth: 110, fold: 3, sortingField: "region", filter: "region", cell: (row) => row.region },
  { id: "products", header: "Products", minWidth: 105, fold: 4, sortingField: "products", cell: (row) => known(row.products) },
  { id: "principals", header: "Principals", minWidth: 110, fold: 5, sortingField: "principals", cell: (row) => known(row.principals) },
  { id: "sharedWith", header: "Shared with", sortingField: "sharedWith", filter: "sharedWith", minWidth: 160, cell: (row) => <Recipients row={row} /> },
  { id: "reached", header: "Accounts reached", minWidth: 155, sortingField: "reached", cell: (row) => (row.sharesKnown ? count(row.reached) : `at least ${count(row.reached)}`) },
  { id: "usable", header: "Can launch", minWidth: 120, fold: 2, sortingField: "usable", cell: (row) => count(row.usable) },
  { id: "unknown", header: "Not known", minWidth: 115, fold: 1, sortingField: "unknown", cell: (row) => count(row.unknown) },
  { id: "use", header: "Use", sortingField: "useText", filter: "useText", minWidth: 210, cell: (row) => <StatusIndicator type={usability(row).type}>{row.useText}</StatusIndicator> },
  { id: "provider", header: "Provider", sortingField: "provider", filter: "provider", cell: (row) => row.provider, hidden: true },
  { id: "id", header: "Portfolio id", sortingField: "id", filter: "id", cell: (row) => row.id, hidden: true },
];

/** The table. */
export function PortfoliosTable() {
  const platform = usePlatform();
  const { select } = useNavigation();
  const asked = useAsked(useCallback(() => platform.portfolios(), [platform]));
  const rows = useMemo(
    () =>
      asked.data?.map((row): Row => ({ ...row, sharedWith: row.shares.map((share) => share.name).join(", "), useText: usability(row).text })) ?? null,
    [asked.data],
  );
  return (
    <FilteredTable
      title="Portfolios"
      testId="portfolios"
      embedded
      asked={{ ...asked, data: rows }}
      columns={columns}
      rowId={(row) => row.arn}
      rowName={(row) => row.name}
      description="An account is reached when a share covers it, and can launch when a principal there may. Not known means that Service Catalog was not read there or in the owner's account."
      empty="The crawl found no portfolios. If there should be some, see Coverage for Service Catalog."
      onRow={(row) => select([row.arn])}
      actions={(selected) => <RowActions what="portfolio" arns={selected.map((row) => row.arn)} ids={selected.map((row) => row.id)} />}
    />
  );
}

function NameCell({ row }: { row: Row }) {
  const { select } = useNavigation();
  return (
    <button type="button" className="link-button" title={row.name} onClick={() => select([row.arn])}>
      {row.name}
    </button>
  );
}

function Recipients({ row }: { row: Row }) {
  const { select } = useNavigation();
  if (row.shares.length === 0) return <>–</>;
  const content = (
    <ul className="plain-list">
      {row.shares.map((share) => (
        <li key={`${share.arn} ${share.shareType}`}>
          <button type="button" className="link-button" onClick={() => select([share.arn])}>
            {share.name}
          </button>
          <span className="faint"> {recipientWords(share)}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <Popover header={`${row.name} is shared with`} content={content} size="large" renderWithPortal dismissAriaLabel="Close">
        {row.shares.length === 1 ? row.shares[0]?.name : counted(row.shares.length, "recipient")}
      </Popover>
    </span>
  );
}

function recipientWords(share: RecipientRow): string {
  const principals = share.sharePrincipals ? ", principal names shared" : "";
  return `${shareTypes[share.shareType] ?? share.shareType}, ${counted(share.accounts, "account")}${principals}`;
}
