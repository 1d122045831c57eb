// What was read and what was not, why, and what to do about it.
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useMemo } from "react";
import type { CoverageAge, CoverageRow, StatusCount, UnitCounts } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { FilteredTable, type Column } from "../parts/FilteredTable";
import { RowActions } from "../parts/RowActions";
import { Causes } from "./Causes";
import { useAsked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { allUnits, count, counted, moment, statusWords, unitWords } from "../state/words";

/** A row with the texts one filters by. */
interface Row extends CoverageRow {
  statusName: string;
  operations: string;
  reason: string;
}

export const columns: Column<Row>[] = [
  { id: "account", header: "Account", sortingField: "accountName", filter: "accountName", minWidth: 160, isRowHeader: true, cell: (row) => row.accountName || row.account },
  { id: "id", header: "Account id", minWidth: 130, fold: 3, sortingField: "account", filter: "account", cell: (row) => row.account },
  { id: "region", header: "Region", minWidth: 110, sortingField: "region", filter: "region", cell: (row) => row.region },
  { id: "service", header: "Service", minWidth: 130, sortingField: "service", filter: "service", cell: (row) => row.service },
  { id: "status", header: "Status", minWidth: 120, sortingField: "statusName", filter: "statusName", cell: (row) => <StatusIndicator type={statusWords(row.status).indicator}>{row.statusName}</StatusIndicator> },
  { id: "operations", header: "Call", sortingField: "operations", filter: "operations", minWidth: 180, fold: 1, cell: (row) => row.operations || "–" },
  { id: "reason", header: "Reason", sortingField: "reason", filter: "reason", minWidth: 260, cell: (row) => row.reason || "–" },
  { id: "last", header: "Last complete", minWidth: 130, fold: 2, sortingField: "lastComplete", cell: (row) => lastRead(row) },
];

/** The screen. */
export function Coverage() {
  const platform = usePlatform();
  const { place } = useNavigation();
  const asked = useAsked(useCallback(() => platform.coverage(), [platform]));
  const { data } = asked;
  const rows = useMemo(() => data?.rows.map(toRow) ?? null, [data]);
  const more = data && data.total > data.rows.length ? ` The first ${count(data.rows.length)} of ${count(data.total)} are listed.` : "";
  return (
    <SpaceBetween size="l">
      {data && <Totals totals={data.totals} ages={data.ages} units={data.units} />}
      <Causes asked={asked} causes={data?.causes ?? null} />
      <FilteredTable
        key={place.coverageText}
        title="Not read"
        testId="coverage"
        asked={{ ...asked, data: rows }}
        columns={columns}
        rowId={(row) => `${row.account} ${row.region} ${row.service}`}
        rowName={(row) => `${row.accountName} ${row.region} ${row.service}`}
        description={`One row for each account, Region and service. What is missing here is unknown everywhere else, never absent.${more}`}
        empty="Everything that was asked for was read."
        text={place.coverageText}
        actions={(selected) => <Actions rows={selected} />}
      />
    </SpaceBetween>
  );
}

/** Which crawl what is known of a unit comes from. */
function lastRead(row: CoverageRow): string {
  if (row.lastComplete === null) return "never";
  return `crawl ${row.lastComplete}${row.lastCompleteAt === null ? "" : ` (${moment(row.lastCompleteAt)})`}`;
}

function toRow(row: CoverageRow): Row {
  const texts = (pick: "operation" | "message" | "code") => [...new Set(row.gaps.map((gap) => gap[pick]).filter(Boolean))].join("; ");
  return { ...row, statusName: statusWords(row.status).name, operations: texts("operation"), reason: texts("message") || texts("code") };
}

/** The accounts of the selected rows; accounts are drawn under the ids that the account list gives. */
function Actions({ rows }: { rows: readonly Row[] }) {
  const platform = usePlatform();
  const ask = useCallback(() => platform.accounts(), [platform]);
  const accounts = useAsked(ask).data?.rows ?? [];
  const ids = [...new Set(rows.map((row) => row.account))];
  const arns = accounts.filter((account) => ids.includes(account.id)).map((account) => account.arn);
  return <RowActions what="account" ids={ids} arns={arns} />;
}

const order = ["complete", "region-off", "skipped", "failed", "denied"];

function Totals({ totals, ages, units }: { totals: StatusCount[]; ages: CoverageAge[]; units: UnitCounts }) {
  const all = allUnits(totals);
  const sorted = [...totals].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  if (all === 0) return <Box padding="l">No units were ever planned.</Box>;
  return (
    <div className="coverage" data-testid="coverage-totals">
      <Box variant="h1">Coverage</Box>
      <Box color="text-body-secondary">{counted(all, "unit")}, one for each account, Region and service: <span data-testid="coverage-units">{unitWords(units)}</span>.</Box>
      {ages.length > 1 && (
        <Box color="text-body-secondary" data-testid="coverage-ages">
          Known {ages.map((age) => `${counted(age.units, "unit")} as of crawl ${age.crawl}${age.at === null ? "" : ` (${moment(age.at)})`}`).join(", ")}.
        </Box>
      )}
      <div className="coverage__bar" role="img" aria-label={sorted.map((one) => `${statusWords(one.status).name}: ${one.count}`).join(", ")}>
        {sorted.map((one) => (
          <span key={one.status} className={`coverage__part coverage__part--${one.status}`} style={{ flexGrow: one.count }} />
        ))}
      </div>
      <div className="coverage__legend">
        {sorted.map((one) => (
          <span key={one.status}>
            <span className={`coverage__key coverage__part--${one.status}`} /> {statusWords(one.status).name} {count(one.count)} (
            {((one.count / all) * 100).toFixed(1)} %)
          </span>
        ))}
      </div>
      <ExpandableSection headerText="What these mean, and what to do" variant="footer">
        <dl className="coverage__words">
          {sorted.map((one) => (
            <div key={one.status}>
              <dt>{statusWords(one.status).name}</dt>
              <dd>
                {statusWords(one.status).meaning} {statusWords(one.status).remedy}
              </dd>
            </div>
          ))}
        </dl>
      </ExpandableSection>
    </div>
  );
}
