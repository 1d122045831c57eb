// Everything in the cache, a page at a time, narrowed by kind, account, Region and text.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Pagination from "@cloudscape-design/components/pagination";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useCallback, useEffect, useMemo, useState } from "react";
import { plainKind } from "../map/icons";
import type { ResourceRow } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { fitting, sized, titled, useRoom, type FoldingColumn } from "../parts/columns";
import { ExportButton } from "../parts/ExportButton";
import { KindIcon } from "../parts/KindIcon";
import { Problem } from "../parts/Problem";
import { RowActions } from "../parts/RowActions";
import type { FileColumn } from "../parts/tableFile";
import { useAsked } from "../state/asked";
import { useIntents } from "../state/intents";
import { useNavigation } from "../state/navigation";
import { allResources, type ResourceFilter } from "../state/place";
import { editWords } from "../state/policies";
import { useSession } from "../state/session";
import { count, counted, moment } from "../state/words";

const PAGE = 50;
/** How many rows a file is asked for at once, and how many it holds at most. */
const FILE_PAGE = 5_000;
const FILE_ROWS = 200_000;
const TYPING_PAUSE = 150;

type ResourceColumn = TableProps.ColumnDefinition<ResourceRow> & FoldingColumn & { id: string };

export const columns: ResourceColumn[] = [
  { id: "name", header: "Name", minWidth: 200, isRowHeader: true, cell: (row) => <NameCell row={row} /> },
  { id: "kind", header: "Kind", minWidth: 130, cell: (row) => plainKind(row.kind) },
  { id: "account", header: "Account", minWidth: 170, cell: (row) => [row.accountName, row.account].filter(Boolean).join(" · ") },
  { id: "region", header: "Region", minWidth: 100, cell: (row) => row.region },
  { id: "read", header: "Read", minWidth: 140, cell: (row) => <StatusIndicator type={row.stale ? "warning" : "success"}>{age(row)}</StatusIndicator> },
  { id: "arn", header: "ARN", minWidth: 220, fold: 1, cell: (row) => row.arn },
];

/** What a file says of a resource. */
const fileColumns: FileColumn<ResourceRow>[] = [
  { id: "name", header: "Name", value: (row) => row.name },
  { id: "kind", header: "Kind", value: (row) => row.kind },
  { id: "account", header: "Account id", value: (row) => row.account },
  { id: "accountName", header: "Account", value: (row) => row.accountName },
  { id: "region", header: "Region", value: (row) => row.region },
  { id: "asOf", header: "As of crawl", value: (row) => row.asOf },
  { id: "stale", header: "Last known state", value: (row) => row.stale },
  { id: "arn", header: "ARN", value: (row) => row.arn },
];

/** The page and the selection, which end with the filter they belong to. */
interface Kept {
  of: ResourceFilter;
  page: number;
  chosen: readonly ResourceRow[];
}

/** Which crawl the row is as of. */
function age(row: ResourceRow): string {
  const when = row.asOfAt === null ? "" : ` (${moment(row.asOfAt)})`;
  return `${row.stale ? "last known state, " : ""}crawl ${row.asOf}${when}`;
}

/** The screen. */
export function Resources() {
  const platform = usePlatform();
  const { place, select } = useNavigation();
  const { resources } = place;
  const [kept, setKept] = useState<Kept>({ of: resources, page: 1, chosen: [] });
  const { page, chosen } = kept.of === resources ? kept : { page: 1, chosen: [] };
  const keep = (change: Partial<Kept>) => setKept({ of: resources, page, chosen, ...change });
  const filter = useMemo(() => ({ ...resources, offset: (page - 1) * PAGE, limit: PAGE }), [resources, page]);
  const asked = useAsked(useCallback(() => platform.resources(filter), [platform, filter]));
  const [around, room] = useRoom(true);
  const shown = fitting(columns, room ?? 0);
  const definitions = useMemo(() => titled<ResourceRow, ResourceColumn>(sized(columns, fitting(columns, room ?? 0), room ?? 0)), [room]);
  const all = async () => {
    const rows: ResourceRow[] = [];
    for (;;) {
      const { rows: more } = await platform.resources({ ...resources, offset: rows.length, limit: FILE_PAGE });
      rows.push(...more);
      if (more.length < FILE_PAGE || rows.length >= FILE_ROWS) return rows;
    }
  };
  if (asked.failure) return <Problem failure={asked.failure} what="the resources" onRetry={asked.again} />;
  const { data } = asked;
  const total = data?.total ?? 0;
  return (
    <div ref={around}>
      {room !== null && <Table
        data-testid="resources"
        variant="full-page"
        stickyHeader
        resizableColumns
        enableKeyboardNavigation
        contentDensity="compact"
        selectionType="multi"
        trackBy="arn"
        items={data?.rows ?? []}
        loading={asked.loading && data === null}
        loadingText="Reading resources"
        columnDefinitions={definitions}
        columnDisplay={columns.map((column) => ({ id: column.id, visible: shown.includes(column) }))}
        selectedItems={chosen}
        onSelectionChange={(event) => keep({ chosen: event.detail.selectedItems })}
        onRowClick={(event) => select([event.detail.item.arn])}
        empty={<Empty unread={data?.unreadUnits ?? 0} />}
        ariaLabels={{
          tableLabel: "Resources",
          selectionGroupLabel: "Resource selection",
          allItemsSelectionLabel: () => "Select all on this page",
          itemSelectionLabel: (_, row) => `Select ${row.name || row.arn}`,
        }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={`(${count(total)})`}
            description={data && data.unreadUnits > 0 ? `${counted(data.unreadUnits, "unit")} that could hold more of these ${data.unreadUnits === 1 ? "was" : "were"} not read completely.` : undefined}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <EditPolicy chosen={chosen} />
                <RowActions what="resource" arns={chosen.map((row) => row.arn)} ids={chosen.map((row) => row.arn)} />
                <ExportButton title="Resources" columns={fileColumns} total={total} rows={all} />
              </SpaceBetween>
            }
          >
            Resources
          </Header>
        }
        filter={<Filters />}
        pagination={<Pagination currentPageIndex={page} pagesCount={Math.max(1, Math.ceil(total / PAGE))} onChange={(event) => keep({ page: event.detail.currentPageIndex })} />}
      />}
    </div>
  );
}

function NameCell({ row }: { row: ResourceRow }) {
  const { select } = useNavigation();
  return (
    <button type="button" className="link-button" title={row.name} onClick={() => select([row.arn])}>
      <KindIcon kind={row.kind} size={14} /> {row.name || row.arn}
    </button>
  );
}

/** The way into the workbench, for one policy or role. */
function EditPolicy({ chosen }: { chosen: readonly ResourceRow[] }) {
  const { editPolicy } = useIntents();
  const [only] = chosen;
  const words = only && chosen.length === 1 ? editWords(only.kind) : null;
  return only && words !== null ? <Button data-testid="edit-policy" onClick={() => editPolicy(only.arn)}>{words}</Button> : null;
}

function Empty({ unread }: { unread: number }) {
  return (
    <Box textAlign="center">
      {unread > 0
        ? `Nothing like this was read, but ${counted(unread, "unit")} that could hold it ${unread === 1 ? "was" : "were"} not read completely. Whether there is any is unknown.`
        : "Nothing in the cache passes the filters."}
    </Box>
  );
}

function Filters() {
  const platform = usePlatform();
  const { status } = useSession();
  const { place, amend } = useNavigation();
  const { resources } = place;
  const set = useCallback(
    (change: Partial<ResourceFilter>) => amend((now) => ({ resources: { ...now.resources, ...change } })),
    [amend],
  );
  const kinds = (useAsked(platform.kinds).data ?? []).map(({ kind, plain, count: many }) => ({ value: kind, label: plain, description: kind, tags: [count(many)] }));
  const regions = [{ value: "", label: "Any Region" }, ...(status?.cache?.regions ?? []).map((region) => ({ value: region, label: region }))];
  const changed = JSON.stringify(resources) !== JSON.stringify(allResources);
  return (
    <SpaceBetween size="xs">
      <div className="resource-filters">
        <TypedText value={resources.text ?? ""} label="Name or ARN contains" onChange={(text) => set({ text: text || null })} />
        <Multiselect
          options={kinds}
          selectedOptions={kinds.filter((one) => resources.kinds.includes(one.value))}
          placeholder="Any kind"
          ariaLabel="Kinds"
          filteringType="auto"
          tokenLimit={2}
          onChange={(event) => set({ kinds: event.detail.selectedOptions.flatMap((one) => one.value ?? []) })}
        />
        <TypedText value={resources.account ?? ""} label="Account id" onChange={(account) => set({ account: account || null })} />
        <Select
          options={regions}
          selectedOption={regions.find((one) => one.value === (resources.region ?? "")) ?? null}
          ariaLabel="Region"
          onChange={(event) => set({ region: event.detail.selectedOption.value || null })}
        />
        <Button disabled={!changed} onClick={() => set(allResources)}>
          Clear
        </Button>
      </div>
      {resources.arns.length > 0 && (
        <Alert type="info" action={<Button onClick={() => set({ arns: [] })}>Show all</Button>}>
          Only the {counted(resources.arns.length, "resource")} that {resources.arns.length === 1 ? "was" : "were"} selected or shown.
        </Alert>
      )}
    </SpaceBetween>
  );
}

/** A field that passes on what was typed after a pause. */
function TypedText(props: { value: string; label: string; onChange: (value: string) => void }) {
  const { value, label, onChange } = props;
  const [typed, setTyped] = useState({ over: value, text: value });
  const text = typed.over === value ? typed.text : value;
  useEffect(() => {
    if (text === value) return;
    const timer = window.setTimeout(() => onChange(text.trim()), TYPING_PAUSE);
    return () => window.clearTimeout(timer);
  }, [text, value, onChange]);
  return <Input type="search" value={text} placeholder={label} ariaLabel={label} onChange={(event) => setTyped({ over: value, text: event.detail.value })} />;
}
