// Every account of the organization.
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { useCallback, useMemo } from "react";
import { classNames } from "../map/palette";
import type { AccountRow } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { readWords } from "../parts/AccountFacts";
import { AccountIntents } from "../parts/AccountIntents";
import { ClassDot } from "../parts/ClassDot";
import { FilteredTable, type Column } from "../parts/FilteredTable";
import { RowActions } from "../parts/RowActions";
import { useAsked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { allResources } from "../state/place";
import { count, day, moment } from "../state/words";

/** A row with the texts one filters by. */
interface Row extends AccountRow {
  className: string;
  read: string;
}

/** The oldest crawl that anything known of the account comes from. */
function age(account: AccountRow): string {
  if (account.asOf === null) return "never read";
  return `crawl ${account.asOf}${account.asOfAt === null ? "" : ` (${moment(account.asOfAt)})`}`;
}

const stateTypes: Record<string, StatusIndicatorProps.Type> = { ACTIVE: "success", SUSPENDED: "stopped", PENDING_CLOSURE: "pending", CLOSED: "stopped" };

export const columns: Column<Row>[] = [
  { id: "name", header: "Name", sortingField: "name", filter: "name", minWidth: 180, isRowHeader: true, cell: (row) => <NameCell row={row} /> },
  { id: "id", header: "Account id", sortingField: "id", minWidth: 130, filter: "id", cell: (row) => row.id },
  { id: "ouPath", header: "OU", sortingField: "ouPath", minWidth: 170, filter: "ouPath", cell: (row) => row.ouPath || "Root" },
  { id: "class", header: "Class", sortingField: "className", minWidth: 150, filter: "className", cell: (row) => <ClassDot class={row.class} /> },
  {
    id: "state",
    header: "State",
    minWidth: 120,
    fold: 1,
    sortingField: "state",
    filter: "state",
    cell: (row) => <StatusIndicator type={stateTypes[row.state] ?? "info"}>{row.state.toLowerCase().replace(/_/g, " ")}</StatusIndicator>,
  },
  {
    id: "read",
    header: "Read",
    minWidth: 150,
    sortingField: "read",
    filter: "read",
    cell: (row) => <StatusIndicator type={row.read === "completely" ? "success" : "warning"}>{row.read}</StatusIndicator>,
  },
  { id: "resources", header: "Resources", minWidth: 110, fold: 2, sortingField: "resources", cell: (row) => <ResourcesLink row={row} /> },
  { id: "email", header: "E-mail", minWidth: 200, fold: 3, sortingField: "email", filter: "email", cell: (row) => row.email },
  { id: "asOf", header: "Known as of", minWidth: 180, sortingField: "asOf", cell: (row) => age(row), hidden: true },
  { id: "joined", header: "Joined", sortingField: "joined", value: (row) => (row.joined === null ? null : new Date(row.joined).toISOString()), cell: (row) => (row.joined === null ? "–" : day(row.joined)), hidden: true },
  { id: "arn", header: "ARN", minWidth: 320, sortingField: "arn", filter: "arn", cell: (row) => row.arn, hidden: true },
];

/** The screen. */
export function Accounts() {
  const platform = usePlatform();
  const { place, select } = useNavigation();
  const asked = useAsked(useCallback(() => platform.accounts(), [platform]));
  const rows = useMemo(
    () => asked.data?.rows.map((row): Row => ({ ...row, className: classNames[row.class], read: readWords(row) })) ?? null,
    [asked.data],
  );
  return (
    <FilteredTable
      key={place.accountsText}
      text={place.accountsText}
      title="Accounts"
      testId="accounts"
      asked={{ ...asked, data: rows }}
      columns={columns}
      rowId={(row) => row.arn}
      rowName={(row) => row.name}
      description={asked.data?.incomplete ? "The account list itself was not read completely: there may be accounts that are missing here." : undefined}
      empty="The crawl found no accounts. See Coverage for what was not read."
      onRow={(row) => select([row.arn])}
      actions={(selected) => (
        <SpaceBetween direction="horizontal" size="xs">
          <AccountIntents accounts={selected} />
          <RowActions what="account" arns={selected.map((row) => row.arn)} ids={selected.map((row) => row.id)} />
        </SpaceBetween>
      )}
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

function ResourcesLink({ row }: { row: Row }) {
  const { go } = useNavigation();
  return (
    <button
      type="button"
      className="link-button"
      aria-label={`Show the ${row.resources} resources of ${row.name} in a table`}
      onClick={(event) => {
        event.stopPropagation();
        go({ screen: "resources", resources: { ...allResources, account: row.id } });
      }}
    >
      {count(row.resources)}
    </button>
  );
}
