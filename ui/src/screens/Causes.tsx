// Why units are not known, one row for each cause: the accounts behind it, and what mends it.
import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Popover from "@cloudscape-design/components/popover";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMemo } from "react";
import type { CoverageCause } from "../platform/bindings";
import { CopyText } from "../parts/CopyText";
import { FilteredTable, type Column } from "../parts/FilteredTable";
import type { Asked } from "../state/asked";
import { count, counted, statusWords } from "../state/words";

/** A row with the texts one filters by. */
interface Row extends CoverageCause {
  why: string;
  statusName: string;
  serviceNames: string;
  accountNames: string;
}

const columns: Column<Row>[] = [
  { id: "why", header: "Cause", minWidth: 320, sortingField: "why", filter: "why", isRowHeader: true, cell: (row) => <Why row={row} /> },
  { id: "status", header: "Status", minWidth: 130, width: 150, sortingField: "statusName", filter: "statusName", cell: (row) => <StatusIndicator type={statusWords(row.status).indicator}>{row.statusName}</StatusIndicator> },
  { id: "accounts", header: "Accounts", minWidth: 120, width: 130, sortingField: "accounts", filter: "accountNames", value: (row) => row.accounts, cell: (row) => <Accounts row={row} /> },
  { id: "units", header: "Units", minWidth: 80, width: 90, sortingField: "units", cell: (row) => count(row.units) },
  { id: "services", header: "Services", minWidth: 150, fold: 1, sortingField: "serviceNames", filter: "serviceNames", cell: (row) => row.serviceNames },
  { id: "fix", header: "What mends it", minWidth: 200, value: (row) => fix(row)?.text ?? null, cell: (row) => <Fix row={row} /> },
];

/** The table. */
export function Causes({ asked, causes }: { asked: Asked<unknown>; causes: readonly CoverageCause[] | null }) {
  const rows = useMemo(() => causes?.map(toRow) ?? null, [causes]);
  if (rows?.length === 0) return null;
  return (
    <FilteredTable
      embedded
      selectable={false}
      sorted={false}
      title="Why"
      testId="causes"
      asked={{ ...asked, data: rows }}
      columns={columns}
      rowId={(row) => `${row.status} ${String(row.notReached)} ${row.operation} ${row.code} ${row.message}`}
      rowName={(row) => row.why}
      description="One row for each cause, however many accounts it is seen in. An ellipsis stands for what differs between them."
      empty="Everything that was asked for was read."
    />
  );
}

function toRow(cause: CoverageCause): Row {
  return {
    ...cause,
    why: [cause.operation, cause.code, cause.message].filter(Boolean).join(": ") || statusWords(cause.status).meaning,
    statusName: cause.notReached ? "Not reached" : statusWords(cause.status).name,
    serviceNames: cause.services.join(", "),
    accountNames: cause.first.map(({ account, name }) => `${name} ${account}`).join(", "),
  };
}

function Why({ row }: { row: Row }) {
  return (
    <span title={row.why}>
      {row.operation && <code>{row.operation}</code>} {row.message || statusWords(row.status).meaning}
    </span>
  );
}

function Accounts({ row }: { row: Row }) {
  const more = row.accounts - row.first.length;
  const content = (
    <>
      <ul className="plain-list">
        {row.first.map(({ account, name }) => (
          <li key={account}>
            {name || account} <span className="faint">{name && account}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <Box color="text-body-secondary">and {count(more)} more</Box>}
      <CopyToClipboard
        variant="button"
        textToCopy={row.first.map(({ account }) => account).join("\n")}
        copyButtonText="Copy ids"
        copySuccessText="Ids copied"
        copyErrorText="The ids could not be copied"
      />
    </>
  );
  return (
    <Popover header="Seen in" content={content} size="large" renderWithPortal dismissAriaLabel="Close">
      {counted(row.accounts, "account")}
    </Popover>
  );
}

/** What to do about a cause: words, and a text to copy where there is one. */
export function fix({ status, notReached, operation }: CoverageCause): { text: string; copy: string | null } | null {
  if (notReached) return { text: "Resume the crawl.", copy: null };
  if (status === "denied" && operation === "sts:AssumeRole")
    return { text: "Let the crawl's role be assumed in these accounts: it must be there, and trust whoever crawls.", copy: null };
  if (status === "denied" && operation !== "")
    return {
      text: `Allow ${operation} for the crawl's role, and look for an SCP that denies it.`,
      copy: JSON.stringify({ Effect: "Allow", Action: operation, Resource: "*" }),
    };
  const { remedy } = statusWords(status);
  return remedy === "" ? null : { text: remedy, copy: null };
}

function Fix({ row }: { row: Row }) {
  const found = fix(row);
  if (!found) return <>–</>;
  return (
    <>
      <span title={found.text}>{found.text}</span> {found.copy !== null && <CopyText text={found.copy} what="the statement" />}
    </>
  );
}
