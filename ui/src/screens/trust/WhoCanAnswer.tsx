// Who can do something to a resource: each principal with how sure that is and what must hold.
import { useCallback, useMemo } from "react";
import type { WhoCanRow } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { FilteredTable, type Column } from "../../parts/FilteredTable";
import { Problem } from "../../parts/Problem";
import { useRemembered } from "../../state/remembered";
import { conditionLines, stageName, unknownWords, verdictOrder, verdictWords } from "../../state/trustWords";
import { pageWords, usePage } from "../../state/page";
import { Conditions } from "./Conditions";
import { Notes, NotKnown } from "./NotKnown";
import { Verdict } from "./Verdict";
import { Waiting } from "./Waiting";
import { kindWord, StageMark, Who } from "./Who";

const PAGE = 100;

/** A row with the texts one filters by. */
interface Row extends WhoCanRow {
  name: string;
  account: string;
  stage: string;
  verdictName: string;
  rank: number;
  words: string;
}

const columns: Column<Row>[] = [
  { id: "principal", header: "Principal", minWidth: 220, width: 300, sortingField: "name", filter: "name", isRowHeader: true, cell: (row) => <span data-testid="who-can-row" data-verdict={row.verdict}><Who node={row.principal} detailed={false} /></span> },
  { id: "arn", header: "ARN", minWidth: 320, value: (row) => row.principal.id, cell: (row) => row.principal.id, hidden: true },
  { id: "kind", header: "Kind", minWidth: 90, cell: (row) => kindWord(row.principal.kind), hidden: true },
  { id: "account", header: "Account", minWidth: 130, width: 150, sortingField: "account", filter: "account", cell: (row) => row.account },
  { id: "stage", header: "Stage", minWidth: 140, width: 200, sortingField: "stage", filter: "stage", cell: (row) => (row.principal.stage === null ? "–" : <StageMark stage={row.principal.stage} />) },
  { id: "verdict", header: "Verdict", minWidth: 130, width: 140, sortingField: "rank", filter: "verdictName", cell: (row) => <Verdict verdict={row.verdict} /> },
  { id: "conditions", header: "Conditions", minWidth: 280, filter: "words", cell: (row) => (row.words === "" ? "–" : <Conditions of={row.conditions} />) },
];

/** Asks and shows. */
export function WhoCanAnswer({ action, resource }: { action: string; resource: string }) {
  const [page, setPage] = usePage(`${action} ${resource}`);
  const asked = useRemembered(["who can", action, resource, page], (platform) => platform.whoCan(action, resource, (page - 1) * PAGE, PAGE));
  const platform = usePlatform();
  const { data } = asked;
  const total = data?.total ?? 0;
  const all = useCallback(async () => (await platform.whoCan(action, resource, 0, total)).rows.map(toRow), [platform, action, resource, total]);
  const rows = useMemo(() => data?.rows.map(toRow) ?? null, [data]);
  if (asked.failure) return <Problem failure={asked.failure} what="who can" onRetry={asked.again} />;
  if (!data) return <Waiting what="Evaluating every principal" />;
  const known = data.unknown.length === 0 && data.notes.length === 0;
  return (
    <div className="answer" data-testid="who-can-answer">
      <NotKnown unknown={data.unknown} effect={`There may be more who can: ${unknownWords(data.unknown)}.`} />
      <Notes notes={data.notes} />
      <FilteredTable
        embedded
        selectable={false}
        sorted={false}
        wrapLines
        title="Principals"
        testId="who-can-table"
        pages={data.total > PAGE ? { page, size: PAGE, total: data.total, onPage: setPage, all } : undefined}
        asked={{ ...asked, data: rows }}
        columns={columns}
        rowId={(row) => `${row.principal.id} ${row.verdict}`}
        rowName={(row) => row.name}
        description={`Who can ${data.action} on ${data.resource}, the surest first.${pageWords(data)}`}
        empty={known ? "Nobody can: every principal was evaluated." : "Nobody who was asked can, but not everything is known. Whether anybody can is not known."}
      />
    </div>
  );
}

function toRow(row: WhoCanRow): Row {
  const { principal, verdict } = row;
  return {
    ...row,
    name: principal.name,
    account: principal.accountName ?? "–",
    stage: principal.stage === null ? "" : stageName(principal.stage),
    verdictName: verdictWords[verdict].name,
    rank: verdictOrder.indexOf(verdict),
    words: conditionLines(row.conditions).join("; or ").replaceAll("`", ""),
  };
}
