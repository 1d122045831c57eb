// What the trust rules found, as a table; the finding that is looked at stands beside it.
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useMemo } from "react";
import { FilteredTable, type Column } from "../../parts/FilteredTable";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { useRemembered } from "../../state/remembered";
import { counted } from "../../state/words";
import { FindingDetail } from "./FindingDetail";
import { findingCounts, findingEntries, findingRows, isUntold, rulesChecked, stateWords, type FindingEntry } from "./findings";
import { Severity } from "./Severity";
import { UntoldDetail } from "./UntoldDetail";
import { Waiting } from "./Waiting";

const columns: Column<FindingEntry>[] = [
  { id: "severity", header: "Severity", minWidth: 100, width: 110, sortingField: "severityRank", filter: "severity", cell: (row) => <Severity severity={row.severity} /> },
  { id: "rule", header: "Rule", minWidth: 95, width: 105, sortingField: "rule", filter: "rule", isRowHeader: true, cell: (row) => <RuleCell row={row} /> },
  { id: "state", header: "State", minWidth: 110, width: 120, sortingField: "stateName", filter: "stateName", cell: (row) => <StatusIndicator type={stateWords(row.state).indicator}>{row.stateName}</StatusIndicator> },
  { id: "name", header: "Resource", minWidth: 160, width: 230, sortingField: "name", filter: "name", cell: (row) => row.name },
  { id: "account", header: "Account", minWidth: 120, width: 140, sortingField: "accountName", filter: "accountName", cell: (row) => row.accountName || row.account },
  { id: "summary", header: "Summary", minWidth: 260, sortingField: "summary", filter: "summary", cell: (row) => <Ticked text={row.summary} /> },
  { id: "title", header: "What the rule is about", minWidth: 240, sortingField: "title", filter: "title", cell: (row) => row.title, hidden: true },
  { id: "accountId", header: "Account id", minWidth: 130, sortingField: "account", filter: "account", cell: (row) => row.account, hidden: true },
  { id: "arn", header: "ARN", minWidth: 320, sortingField: "arn", filter: "arn", cell: (row) => row.arn, hidden: true },
];

/** The tab. */
export function FindingsTab() {
  const { place, amend } = useNavigation();
  const asked = useRemembered(["findings"], (platform) => platform.trustFindings());
  const entries = useMemo(() => (asked.data ? findingEntries(asked.data) : null), [asked.data]);
  const rows = useMemo(() => (entries ? findingRows(entries) : null), [entries]);
  // A finding that one row stands for can be looked at as well.
  const looked = [...(rows ?? []), ...(entries ?? [])].find((row) => row.id === place.trust.finding);
  if (!rows && !asked.failure) return <Waiting what="Checking the trust rules" />;
  return (
    <div className={looked ? "with-detail with-detail--open" : "with-detail"}>
      <FilteredTable
        embedded
        selectable={false}
        title="Findings"
        testId="trust-findings"
        asked={{ ...asked, data: rows }}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => `${row.rule} ${row.name}`}
        counter={findingCounts(entries ?? [])}
        description="What the trust rules found. Unknown means that what the rule looks at was not read: it is neither a finding nor cleared. What a rule cannot tell for one reason is one row, which opens. Lambda functions, EC2 instances and others that run with a role are not read: what somebody could do through one that is there is not among the findings."
        empty={`No trust finding: ${counted(rulesChecked.length, "rule")} were checked.`}
        sorted={false}
        onRow={(row) => amend(({ trust }) => ({ trust: { ...trust, finding: row.id } }))}
      />
      {looked && (isUntold(looked) ? <UntoldDetail key={looked.id} untold={looked} /> : <FindingDetail key={looked.id} finding={looked} />)}
    </div>
  );
}

function RuleCell({ row }: { row: FindingEntry }) {
  const { amend } = useNavigation();
  return (
    <button
      type="button"
      className="link-button"
      data-testid="trust-finding"
      data-rule={row.rule}
      data-state={row.state}
      onClick={() => amend(({ trust }) => ({ trust: { ...trust, finding: row.id } }))}
    >
      {row.rule}
    </button>
  );
}
