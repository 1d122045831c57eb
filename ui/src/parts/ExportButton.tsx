// Writes the rows of a table as CSV or JSON.
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { usePlatform } from "../platform/context";
import { useSession } from "../state/session";
import { counted } from "../state/words";
import { tableFile, tableFileName, type FileColumn, type TableFormat } from "./tableFile";

interface ExportButtonProps<Row> {
  title: string;
  columns: readonly FileColumn<Row>[];
  /** How many rows there are. */
  total: number;
  /** All rows that pass the filter, not only those of one page. */
  rows: () => Promise<readonly Row[]>;
}

/** The button. */
export function ExportButton<Row>({ title, columns, total, rows }: ExportButtonProps<Row>) {
  const platform = usePlatform();
  const { tell, tellFailure } = useSession();
  const [writing, setWriting] = useState(false);
  const write = async (format: TableFormat) => {
    const all = await rows();
    const path = await platform.saveTable(tableFileName(title, format), tableFile(columns, all, format));
    if (path === null) return;
    const cut = all.length < total ? ` of ${counted(total, "row")}: narrow the filter for the others` : "";
    tell(cut ? "warning" : "success", `Wrote ${cut ? `the first ${all.length}` : counted(all.length, "row")}${cut} to ${path}.`);
  };
  return (
    <ButtonDropdown
      data-testid="export-table"
      disabled={total === 0}
      loading={writing}
      loadingText="Writing"
      items={[
        { id: "csv", text: "CSV, for spreadsheets" },
        { id: "json", text: "JSON, for programs" },
      ]}
      onItemClick={({ detail }) => {
        setWriting(true);
        void write(detail.id as TableFormat)
          .catch(tellFailure)
          .finally(() => setWriting(false));
      }}
    >
      Export
    </ButtonDropdown>
  );
}
