// Every call that changed something in AWS, or was to: when, by whom, what AWS answered.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Link from "@cloudscape-design/components/link";
import Multiselect from "@cloudscape-design/components/multiselect";
import Pagination from "@cloudscape-design/components/pagination";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useCallback, useState } from "react";
import type { JournalFormat, JournalOutcome, JournalQuery, JournalRow } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { CopyText } from "../parts/CopyText";
import { Problem } from "../parts/Problem";
import { State } from "../parts/State";
import { useAsked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { allOutcomes, outcomeWords } from "../state/planWords";
import { useSession } from "../state/session";
import { count, counted, moment } from "../state/words";

const PAGE = 50;
const DAY = 86_400_000;

const ages = [
  { value: "all", label: "Any time" },
  { value: "1", label: "The last day" },
  { value: "7", label: "The last 7 days" },
  { value: "30", label: "The last 30 days" },
];

/** What the table is narrowed to. */
interface Filter {
  text: string;
  outcomes: readonly JournalOutcome[];
  services: readonly string[];
  since: number | null;
  age: string;
}

const everything: Filter = { text: "", outcomes: [], services: [], since: null, age: "all" };

function query({ text, outcomes, services, since }: Filter, page: number): JournalQuery {
  return { plan: null, account: null, services: [...services], outcomes: [...outcomes], text: text.trim() || null, since, before: null, offset: (page - 1) * PAGE, limit: PAGE };
}

/** The screen. */
export function Journal() {
  const platform = usePlatform();
  const { tell, tellFailure } = useSession();
  const [filter, setFilter] = useState<Filter>(everything);
  const [page, setPage] = useState(1);
  const asked = useAsked(useCallback(() => platform.journal(query(filter, page)), [platform, filter, page]));
  const narrow = (change: Partial<Filter>) => {
    setFilter((last) => ({ ...last, ...change }));
    setPage(1);
  };
  if (asked.failure) return <Problem failure={asked.failure} what="the journal" onRetry={asked.again} />;
  const { rows = [], total = 0, all = 0, services = [] } = asked.data ?? {};
  const write = (format: JournalFormat) =>
    void platform.exportJournal(query(filter, 1), format).then((path) => path && tell("success", `Wrote ${counted(total, "call")} to ${path}.`)).catch(tellFailure);
  const narrowed = total < all;
  return (
    <Table
      data-testid="journal"
      variant="full-page"
      stickyHeader
      items={rows}
      trackBy={(row) => String(row.id)}
      loading={asked.loading && asked.data === null}
      loadingText="Reading the journal"
      resizableColumns
      contentDensity="compact"
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={`(${narrowed ? `${count(total)} of ${count(all)}` : count(all)})`}
          description="A row is written before each call, and is never changed but for how the call ended. It lies in a file of its own beside the cache."
          actions={
            <ButtonDropdown
              data-testid="export-journal"
              disabled={total === 0}
              items={[
                { id: "csv", text: "CSV, for spreadsheets" },
                { id: "json", text: "JSON, one object per line" },
              ]}
              onItemClick={({ detail }) => write(detail.id as JournalFormat)}
            >
              Export
            </ButtonDropdown>
          }
        >
          Journal
        </Header>
      }
      filter={
        <SpaceBetween direction="horizontal" size="xs">
          <Input type="search" value={filter.text} placeholder="Plan, step, account, caller, request, message" ariaLabel="Filter the journal" onChange={(event) => narrow({ text: event.detail.value })} data-testid="journal-text" />
          <Multiselect
            placeholder="Any outcome"
            inlineTokens
            ariaLabel="Outcome"
            selectedOptions={filter.outcomes.map((value) => ({ value, label: outcomeWords(value).name }))}
            options={allOutcomes.map((value) => ({ value, label: outcomeWords(value).name }))}
            onChange={(event) => narrow({ outcomes: event.detail.selectedOptions.map(({ value }) => value as JournalOutcome) })}
          />
          <Multiselect
            placeholder="Any service"
            inlineTokens
            ariaLabel="Service"
            selectedOptions={filter.services.map((value) => ({ value, label: value }))}
            options={services.map((value) => ({ value, label: value }))}
            onChange={(event) => narrow({ services: event.detail.selectedOptions.flatMap(({ value }) => value ?? []) })}
          />
          <Select
            ariaLabel="When"
            selectedOption={ages.find(({ value }) => value === filter.age) ?? null}
            options={ages}
            onChange={({ detail }) => {
              const age = detail.selectedOption.value ?? "all";
              narrow({ age, since: age === "all" ? null : Date.now() - Number(age) * DAY });
            }}
          />
        </SpaceBetween>
      }
      pagination={<Pagination currentPageIndex={page} pagesCount={Math.max(1, Math.ceil(total / PAGE))} onChange={(event) => setPage(event.detail.currentPageIndex)} />}
      columnDefinitions={columns}
      empty={
        narrowed ? (
          <SpaceBetween size="s">
            <Box>No call matches the filter.</Box>
            <Button onClick={() => narrow(everything)}>Clear the filter</Button>
          </SpaceBetween>
        ) : (
          <Box>Nothing was changed with this cache yet.</Box>
        )
      }
    />
  );
}

const columns = [
  { id: "when", header: "When", width: 170, minWidth: 140, isRowHeader: true, cell: (row: JournalRow) => <span title={new Date(row.intendedAt).toISOString()}>{moment(row.intendedAt)}</span> },
  { id: "title", header: "Step", width: 260, minWidth: 180, cell: (row: JournalRow) => <StepLink row={row} /> },
  { id: "call", header: "Call", width: 230, minWidth: 150, cell: (row: JournalRow) => `${row.service}:${row.operation}` },
  { id: "account", header: "Account", width: 135, minWidth: 120, cell: (row: JournalRow) => row.account },
  { id: "outcome", header: "Outcome", width: 170, minWidth: 140, cell: (row: JournalRow) => <State words={outcomeWords(row.outcome)} /> },
  { id: "message", header: "What AWS said", width: 220, minWidth: 160, cell: (row: JournalRow) => <span title={row.message ?? undefined}>{row.message ?? "–"}</span> },
  { id: "request", header: "Request", width: 170, minWidth: 120, cell: (row: JournalRow) => (row.requestId === null ? "–" : <CopyText text={row.requestId} what="Request id" />) },
  { id: "caller", header: "Caller", width: 260, minWidth: 160, cell: (row: JournalRow) => <span title={row.caller}>{row.caller}</span> },
];

function StepLink({ row }: { row: JournalRow }) {
  const { go } = useNavigation();
  return (
    <Link
      href={`#/plan/${row.plan}`}
      onFollow={(event) => {
        event.preventDefault();
        go({ screen: "plan", plan: row.plan });
      }}
    >
      {row.attempt > 1 ? `${row.title} (attempt ${row.attempt})` : row.title}
    </Link>
  );
}
