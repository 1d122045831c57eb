// Which columns of a table are shown, and how wide: all of them where they fit, else without those that are missed least.
import type { TableProps } from "@cloudscape-design/components/table";
import { useLayoutEffect, useState } from "react";

/** What a column says of the room it takes. */
export interface FoldingColumn {
  minWidth?: number | string;
  width?: number | string;
  /** Shown only when asked for. */
  hidden?: boolean;
  /** Where there is no room for all, the columns with the highest number go first; those without one stay. */
  fold?: number;
}

/** What a column takes that does not say so, and the column of ticks. */
const USUAL_WIDTH = 120;
const TICKS_WIDTH = 54;
/** What the table has beside its columns. */
const RIMS = 8;

function widthOf({ width, minWidth }: FoldingColumn): number {
  const wanted = width ?? minWidth;
  return typeof wanted === "number" ? wanted : USUAL_WIDTH;
}

function total(columns: readonly FoldingColumn[]): number {
  return columns.reduce((sum, column) => sum + widthOf(column), 0);
}

/** The columns that are shown in so many pixels; 0 is a width that nobody knows. */
export function fitting<Column extends FoldingColumn>(columns: readonly Column[], room: number): Column[] {
  let shown = columns.filter((column) => !column.hidden);
  while (room > 0 && total(shown) > room) {
    const least = shown.reduce((most, { fold = 0 }) => Math.max(most, fold), 0);
    if (least === 0) break;
    const last = shown.findLastIndex(({ fold = 0 }) => fold === least);
    shown = shown.filter((_, at) => at !== last);
  }
  return shown;
}

/** The columns with a width: what is left beside those that are shown goes to those that ask for no width of their own. */
export function sized<Column extends FoldingColumn>(columns: readonly Column[], shown: readonly Column[], room: number): Column[] {
  const free = shown.filter(({ width }) => width === undefined);
  const grow = 1 + Math.max(0, room - total(shown)) / Math.max(1, total(free));
  return columns.map((column) => ({ ...column, width: column.width ?? Math.floor(widthOf(column) * (shown.includes(column) ? grow : 1)) }));
}

/** Takes the element around the table, and tells what columns may take in it, once that is known. */
export function useRoom(selectable: boolean): [(around: HTMLDivElement | null) => void, number | null] {
  const [around, setAround] = useState<HTMLDivElement | null>(null);
  const [width, setWidth] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (!around) return;
    const measure = () => setWidth(around.offsetWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(around);
    return () => observer.disconnect();
  }, [around]);
  return [setAround, width && Math.max(1, width - RIMS - (selectable ? TICKS_WIDTH : 0))];
}

/** The columns with texts that can be read whole on hover, however narrow a column is. */
export function titled<Row, Column extends TableProps.ColumnDefinition<Row>>(columns: readonly Column[]): Column[] {
  return columns.map((column) => ({
    ...column,
    cell: (row: Row) => {
      const content = column.cell(row);
      return typeof content === "string" ? <span title={content}>{content}</span> : content;
    },
  }));
}
