// A table as the AWS console has them: property filter, sorting, pages, columns to choose, rows to select.
import { useCollection, type PropertyFilterProperty } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import CollectionPreferences, { type CollectionPreferencesProps } from "@cloudscape-design/components/collection-preferences";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import PropertyFilter from "@cloudscape-design/components/property-filter";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo, useState, type ReactNode } from "react";
import type { Asked } from "../state/asked";
import { count } from "../state/words";
import { fitting, sized, titled, useRoom, type FoldingColumn } from "./columns";
import { ExportButton } from "./ExportButton";
import { Problem } from "./Problem";

/** A column; `filter` names the property it can be filtered by. `value` is what a file says of it, unless that is what it is filtered or
 * sorted by; a column with `null` is not in files. */
export interface Column<Row> extends TableProps.ColumnDefinition<Row>, Pick<FoldingColumn, "fold" | "hidden"> {
  id: string;
  header: string;
  filter?: keyof Row & string;
  value?: ((row: Row) => unknown) | null;
}

interface FilteredTableProps<Row> {
  title: string;
  description?: ReactNode;
  asked: Asked<readonly Row[]>;
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  empty: ReactNode;
  /** Buttons for the selected rows. */
  actions?: (selected: readonly Row[]) => ReactNode;
  onRow?: (row: Row) => void;
  /** Whether rows can be ticked. */
  selectable?: boolean;
  /** What stands behind the title in place of the number of rows. */
  counter?: string;
  /** Text the filter starts with. */
  text?: string;
  /** The table is a part of a screen, not all of it. */
  embedded?: boolean;
  /** `false` leaves the rows in the order they are given until a column is chosen. */
  sorted?: boolean;
  /** Long texts are shown on several lines from the start. */
  wrapLines?: boolean;
  /** Where only one page of the rows was given: how many there are in all, and the way to the other pages. Sorting and filters are
   * of the page that is shown, a file holds all of them. */
  pages?: { page: number; size: number; total: number; onPage: (page: number) => void; all: () => Promise<readonly Row[]> };
  testId: string;
}

/** What a file says of a row in a column. */
function valueIn<Row>(column: Column<Row>, row: Row): unknown {
  if (column.value) return column.value(row);
  const field = column.filter ?? column.sortingField;
  if (field !== undefined) return row[field as keyof Row];
  const shown = column.cell(row);
  return typeof shown === "string" || typeof shown === "number" ? shown : null;
}

const SIZES = [20, 50, 100].map((value) => ({ value, label: `${value} rows` }));

/** The table. */
export function FilteredTable<Row>(props: FilteredTableProps<Row>) {
  const { asked, columns } = props;
  const [preferences, setPreferences] = useState<CollectionPreferencesProps.Preferences>({
    pageSize: 50,
    wrapLines: props.wrapLines ?? false,
    contentDensity: "compact",
  });
  const [around, room] = useRoom(props.selectable !== false);
  const shown = fitting(columns, room ?? 0);
  const display = preferences.contentDisplay ?? columns.map((column) => ({ id: column.id, visible: shown.includes(column) }));
  const definitions = useMemo(() => titled<Row, Column<Row>>(sized(columns, fitting(columns, room ?? 0), room ?? 0)), [columns, room]);
  const filteringProperties: PropertyFilterProperty[] = columns.flatMap(({ filter, header }) =>
    filter ? [{ key: filter, propertyLabel: header, groupValuesLabel: `${header} values`, operators: [":", "!:", "=", "!="] }] : [],
  );
  const rows = asked.data ?? [];
  const { items, allPageItems, collectionProps, filteredItemsCount, paginationProps, propertyFilterProps } = useCollection(rows, {
    propertyFiltering: {
      filteringProperties,
      defaultQuery: props.text ? { operation: "and", tokens: [{ operator: ":", value: props.text }] } : undefined,
      empty: <Box textAlign="center">{props.empty}</Box>,
      noMatch: <Box textAlign="center">Nothing matches the filter.</Box>,
    },
    pagination: { pageSize: props.pages?.size ?? preferences.pageSize ?? 50 },
    sorting: { defaultState: columns[0] && props.sorted !== false ? { sortingColumn: columns[0] } : undefined },
    selection: { trackBy: props.rowId },
  });
  if (asked.failure) return <Problem failure={asked.failure} what={props.title.toLowerCase()} onRetry={asked.again} />;
  const selected = collectionProps.selectedItems ?? [];
  const matches = filteredItemsCount === undefined ? undefined : filteredItemsCount === 1 ? "1 match" : `${count(filteredItemsCount)} matches`;
  return (
    <div ref={around}>
      {room !== null && <Table
        {...collectionProps}
        data-testid={props.testId}
        variant={props.embedded ? "container" : "full-page"}
        stickyHeader={!props.embedded}
        resizableColumns
        enableKeyboardNavigation
        selectionType={props.selectable === false ? undefined : "multi"}
        items={items}
        columnDefinitions={definitions}
        loading={asked.loading && asked.data === null}
        loadingText={`Reading ${props.title.toLowerCase()}`}
        columnDisplay={display}
        contentDensity={preferences.contentDensity}
        wrapLines={preferences.wrapLines}
        onRowClick={(event) => props.onRow?.(event.detail.item)}
        ariaLabels={{
          tableLabel: props.title,
          selectionGroupLabel: `${props.title} selection`,
          allItemsSelectionLabel: () => "Select all",
          itemSelectionLabel: (_, row) => `Select ${props.rowName(row)}`,
        }}
        header={
          <Header
            variant={props.embedded ? "h2" : "awsui-h1-sticky"}
            description={props.description}
            counter={selected.length > 0 ? `(${count(selected.length)} of ${count(rows.length)})` : `(${props.counter ?? count(props.pages?.total ?? rows.length)})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {props.actions?.(selected)}
                <ExportButton
                  title={props.title}
                  columns={columns.filter(({ value }) => value !== null).map((column) => ({ id: column.id, header: column.header, value: (row: Row) => valueIn(column, row) }))}
                  total={props.pages?.total ?? allPageItems.length}
                  rows={props.pages?.all ?? (() => Promise.resolve(allPageItems))}
                />
              </SpaceBetween>
            }
          >
            {props.title}
          </Header>
        }
        filter={<PropertyFilter {...propertyFilterProps} countText={matches} filteringPlaceholder={`Filter ${props.title.toLowerCase()}`} filteringAriaLabel={`Filter ${props.title.toLowerCase()}`} expandToViewport />}
        pagination={props.pages ? <Pages {...props.pages} /> : <Pagination {...paginationProps} />}
        preferences={
          <CollectionPreferences
            title="Preferences"
            confirmLabel="Use"
            cancelLabel="Cancel"
            preferences={{ ...preferences, contentDisplay: display }}
            onConfirm={({ detail }) => setPreferences(detail)}
            pageSizePreference={props.pages ? undefined : { title: "Rows on a page", options: SIZES }}
            wrapLinesPreference={{ label: "Wrap lines", description: "Show all of a text on several lines" }}
            contentDensityPreference={{ label: "Compact", description: "Show more rows at once" }}
            contentDisplayPreference={{ title: "Columns", options: columns.map(({ id, header }) => ({ id, label: header })) }}
          />
        }
      />}
    </div>
  );
}

/** The pages of rows that are asked for one page at a time. */
function Pages({ page, size, total, onPage }: { page: number; size: number; total: number; onPage: (page: number) => void }) {
  return <Pagination currentPageIndex={page} pagesCount={Math.max(1, Math.ceil(total / size))} onChange={(event) => onPage(event.detail.currentPageIndex)} />;
}
