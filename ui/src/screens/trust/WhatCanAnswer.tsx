// What a principal can do, service by service, and whom it can become.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo } from "react";
import type { Reach, ServicePower, WhatCanAnswer as Answer } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { FilteredTable, type Column } from "../../parts/FilteredTable";
import { Problem } from "../../parts/Problem";
import { useNavigation } from "../../state/navigation";
import { pageWords, usePage } from "../../state/page";
import { useRemembered } from "../../state/remembered";
import { namedEnd, pathsPlace } from "../../state/trustPlace";
import { stageName, unknownWords, verdictOrder, verdictWords } from "../../state/trustWords";
import { count } from "../../state/words";
import { Notes, NotKnown } from "./NotKnown";
import { Verdict } from "./Verdict";
import { Waiting } from "./Waiting";
import { StageMark, Who } from "./Who";

const PAGE = 100;

/** Asks and shows. */
export function WhatCanAnswer({ principal }: { principal: string }) {
  const [page, setPage] = usePage(principal);
  const asked = useRemembered(["what can", principal, page], (platform) => platform.whatCan(principal, (page - 1) * PAGE, PAGE));
  if (asked.failure) return <Problem failure={asked.failure} what="what it can do" onRetry={asked.failure.code === "notFound" ? undefined : asked.again} />;
  if (!asked.data) return <Waiting what="Following every way from it" />;
  const answer = asked.data;
  return (
    <div className="answer" data-testid="what-can-answer">
      <h2 className="answer__title">
        <Who node={answer.principal} />
      </h2>
      {answer.administrator && <Alert type="warning">Its policies allow everything, before boundaries and SCPs.</Alert>}
      <NotKnown unknown={answer.unknown} effect={`There may be more it can become: ${unknownWords(answer.unknown)}.`} />
      <Notes notes={answer.notes} />
      <Reached answer={answer} page={page} onPage={setPage} />
      <Services services={answer.services} />
    </div>
  );
}

/** A row with the texts one filters by. */
interface Row extends Reach {
  name: string;
  account: string;
  stage: string;
  verdictName: string;
  rank: number;
}

function toRow(reach: Reach): Row {
  const { node, verdict } = reach;
  return {
    ...reach,
    name: node.name,
    account: node.accountName ?? "–",
    stage: node.stage === null ? "" : stageName(node.stage),
    verdictName: verdictWords[verdict].name,
    rank: verdictOrder.indexOf(verdict),
  };
}

function Reached({ answer, page, onPage }: { answer: Answer; page: number; onPage: (page: number) => void }) {
  const platform = usePlatform();
  const rows = useMemo(() => answer.reaches.map(toRow), [answer.reaches]);
  const all = async () => (await platform.whatCan(answer.principal.id, 0, answer.total)).reaches.map(toRow);
  const columns: Column<Row>[] = [
    { id: "hops", header: "Hops", minWidth: 80, width: 90, sortingField: "hops", cell: (row) => count(row.hops) },
    { id: "arn", header: "ARN", minWidth: 320, value: (row) => row.node.id, cell: (row) => row.node.id, hidden: true },
    { id: "name", header: "Principal", minWidth: 220, width: 320, sortingField: "name", filter: "name", isRowHeader: true, cell: (row) => <span data-testid="what-can-row"><Who node={row.node} detailed={false} /></span> },
    { id: "account", header: "Account", minWidth: 150, sortingField: "account", filter: "account", cell: (row) => row.account },
    { id: "stage", header: "Stage", minWidth: 140, sortingField: "stage", filter: "stage", cell: (row) => (row.node.stage === null ? "–" : <StageMark stage={row.node.stage} />) },
    { id: "verdict", header: "Verdict", minWidth: 140, sortingField: "rank", filter: "verdictName", cell: (row) => <Verdict verdict={row.verdict} /> },
    { id: "path", header: "How", minWidth: 110, value: null, cell: (row) => <PathLink from={answer.principal.id} fromName={answer.principal.name} row={row} /> },
  ];
  return (
    <FilteredTable
      embedded
      selectable={false}
      title="Principals it can become"
      testId="what-can-table"
      pages={answer.total > PAGE ? { page, size: PAGE, total: answer.total, onPage, all } : undefined}
      asked={{ data: rows, failure: null, loading: false, again: () => undefined }}
      columns={columns}
      rowId={(row) => `${row.node.id} ${row.hops}`}
      rowName={(row) => row.name}
      description={`The nearest first; how sure the shortest way is.${pageWords({ ...answer, rows })}`}
      empty={answer.unknown.length === 0 ? "It can become nobody else." : "It can become nobody that was read; what was not read is not known."}
    />
  );
}

function PathLink({ from, fromName, row }: { from: string; fromName: string; row: Row }) {
  const { place, go } = useNavigation();
  return (
    <Button variant="inline-link" ariaLabel={`Paths to ${row.name}`} onClick={() => go({ trust: pathsPlace(place.trust, namedEnd(from, fromName), namedEnd(row.node.id, row.name)) })}>
      Paths
    </Button>
  );
}

const services: TableProps.ColumnDefinition<ServicePower>[] = [
  { id: "service", header: "Service", minWidth: 140, width: 180, isRowHeader: true, cell: (row) => (row.service === "*" ? "every service" : row.service) },
  { id: "actions", header: "Actions, as written", minWidth: 320, cell: (row) => <span className="power__actions">{row.actions.join(", ")}</span> },
  { id: "limited", header: "Limits", minWidth: 260, cell: (row) => (row.limited ? "some denied again, or under conditions or on some resources only" : "none in its policies") },
];

function Services({ services: items }: { services: ServicePower[] }) {
  return (
    <Table
      variant="container"
      contentDensity="compact"
      wrapLines
      data-testid="what-can-services"
      items={items}
      trackBy="service"
      columnDefinitions={services}
      enableKeyboardNavigation
      header={
        <Header variant="h2" counter={`(${count(items.length)})`} description="What its policies allow, before boundaries and SCPs.">
          Services
        </Header>
      }
      empty="Its policies allow nothing."
    />
  );
}
