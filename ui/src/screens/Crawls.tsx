// The crawls that the cache keeps.
import Button from "@cloudscape-design/components/button";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { useCallback } from "react";
import type { CrawlRow, CrawlState } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { FilteredTable, type Column } from "../parts/FilteredTable";
import { useAsked } from "../state/asked";
import { useSession } from "../state/session";
import { allUnits, count, crawlState, duration, knownUnits, moment, refusals, unreadUnits } from "../state/words";

const stateTypes: Record<CrawlState, StatusIndicatorProps.Type> = { complete: "success", partial: "warning", running: "in-progress", failed: "error" };

/** Whether something that was asked for was not read although the crawl went through. */
function stateType(row: CrawlRow): StatusIndicatorProps.Type {
  return row.state === "complete" && refusals(row.coverage).length > 0 ? "warning" : stateTypes[row.state];
}

export const columns: Column<CrawlRow>[] = [
  { id: "started", header: "Started", minWidth: 150, sortingField: "started", isRowHeader: true, value: (row) => new Date(row.started).toISOString(), cell: (row) => moment(row.started) },
  { id: "id", header: "Crawl", minWidth: 85, sortingField: "id", cell: (row) => String(row.id) },
  { id: "state", header: "State", minWidth: 225, sortingField: "state", filter: "state", cell: (row) => <StatusIndicator type={stateType(row)}><span title={row.note ?? undefined}>{crawlState(row)}</span></StatusIndicator> },
  { id: "source", header: "Source", minWidth: 115, sortingField: "source", filter: "source", cell: (row) => row.source },
  { id: "organization", header: "Organization", minWidth: 140, fold: 5, sortingField: "organization", filter: "organization", cell: (row) => row.organization ?? "not read" },
  { id: "time", header: "Took", minWidth: 90, fold: 3, cell: (row) => (row.finished === null ? "cut off" : duration(row.finished - row.started)) },
  { id: "requests", header: "Requests", minWidth: 100, fold: 4, sortingField: "requests", cell: (row) => count(row.requests) },
  { id: "units", header: "Units read", minWidth: 115, fold: 1, cell: (row) => `${count(allUnits(row.coverage) - unreadUnits(row.coverage))} of ${count(allUnits(row.coverage))}` },
  { id: "known", header: "What is known", minWidth: 190, fold: 2, cell: (row) => (row.known ? knownUnits(row.known) : "–") },
  { id: "note", header: "Note", minWidth: 200, fold: 6, cell: (row) => row.note ?? "–" },
  { id: "show", header: "On screen", minWidth: 95, value: null, cell: (row) => <ShowCell crawl={row} /> },
];

function ShowCell({ crawl }: { crawl: CrawlRow }) {
  const platform = usePlatform();
  const { status, tellFailure } = useSession();
  if (crawl.id === status?.cache?.crawl?.id) return <>shown</>;
  if (crawl.state !== "complete" && crawl.state !== "partial") return <>–</>;
  return (
    <Button variant="inline-link" ariaLabel={`Show crawl ${crawl.id}`} onClick={() => void platform.showCrawl(crawl.id).catch(tellFailure)}>
      Show
    </Button>
  );
}

/** The screen. */
export function Crawls() {
  const platform = usePlatform();
  const { status } = useSession();
  const asked = useAsked(useCallback(() => platform.crawls(), [platform]));
  const shown = status?.cache?.crawl?.id;
  return (
    <FilteredTable
      title="Crawls"
      testId="crawls"
      selectable={false}
      asked={asked}
      sorted={false}
      columns={columns}
      rowId={(row) => String(row.id)}
      rowName={(row) => `crawl ${row.id}`}
      description={shown === undefined ? undefined : `All screens show crawl ${shown}. Earlier crawls stay in the cache; an unchanged resource is stored once.`}
      empty="This cache holds no crawl yet."
    />
  );
}
