// The matrix of portfolios with what narrows it: asked as it is filtered and opened, a page of rows at a time.
import Box from "@cloudscape-design/components/box";
import Pagination from "@cloudscape-design/components/pagination";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, useEffect, useState, type ReactNode } from "react";
import { ExportButton } from "../../parts/ExportButton";
import { Problem } from "../../parts/Problem";
import type { Matrix, MatrixRequest } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import type { Platform } from "../../platform/platform";
import { useAsked } from "../../state/asked";
import { useIntents } from "../../state/intents";
import { asking, isFiltered, MATRIX_ROWS, matrixRequest, wholeMatrix, type MatrixPlace } from "../../state/matrixPlace";
import { useNavigation } from "../../state/navigation";
import { toggled } from "../../state/place";
import { count, counted } from "../../state/words";
import type { Chosen } from "./CellCard";
import { MatrixFilters } from "./MatrixFilters";
import { MatrixGrid } from "./MatrixGrid";
import { MatrixLegend } from "./MatrixLegend";
import { fileCells, fileColumns, summed, type FileCell } from "./matrixWords";

/** The OUs that filters offer. */
const ALL_OUS: MatrixRequest = { ...matrixRequest(wholeMatrix), limit: 2_000 };
/** What is typed is asked for after such a pause, in milliseconds. */
const PAUSE = 200;
/** Rows that a file holds at most. */
const FILE_ROWS = 10_000;

/** The tab; `tabs` is the way to the others. */
export function MatrixTab({ tabs }: { tabs: ReactNode }) {
  const platform = usePlatform();
  const { place, go, amend, select } = useNavigation();
  const intents = useIntents();
  const { matrix } = place.portfolios;
  const key = JSON.stringify(matrixRequest(matrix));
  const whole = useAsked(useCallback(() => platform.portfolioMatrix(ALL_OUS), [platform]));
  const asked = useAsked(useCallback(() => platform.portfolioMatrix(JSON.parse(key) as MatrixRequest), [platform, key]));
  const ask = useCallback((next: MatrixPlace) => go(({ portfolios }) => ({ portfolios: { ...portfolios, matrix: next } })), [go]);
  const [text, setText] = useTyped(matrix.text, (typed) => amend(({ portfolios }) => ({ portfolios: { ...portfolios, matrix: asking(portfolios.matrix, { text: typed }) } })));
  const open = useCallback(
    (id: string) => go(({ portfolios }) => ({ portfolios: { ...portfolios, matrix: { ...portfolios.matrix, open: toggled(portfolios.matrix.open, id) } } })),
    [go],
  );
  const share = useCallback(({ row, column }: Chosen) => intents.share(column, [recipientOf(row)]), [intents]);
  const principals = useCallback(({ row, column }: Chosen) => intents.principals(column, recipientOf(row)), [intents]);

  const failure = whole.failure ?? asked.failure;
  const again = () => {
    whole.again();
    asked.again();
  };
  if (failure) return <Problem failure={failure} what="the matrix" onRetry={again} />;
  const { data } = asked;
  return (
    <section className="matrix-screen" aria-label="Portfolio coverage" data-testid="matrix-screen" data-ready={!asked.loading}>
      <header className="matrix-head">
        <div>
          <Box variant="h1">
            Portfolios <span className="faint">{data && sizes(data)}</span>
          </Box>
        </div>
        <div className="matrix-head__deeds">
          {asked.loading && <Spinner />}
          {data && <ExportButton title="Portfolio matrix" columns={fileColumns} total={data.total * data.columns.length} rows={() => everyCell(platform, matrix)} />}
          {tabs}
        </div>
      </header>
      {whole.data && <MatrixFilters whole={whole.data} place={matrix} onAsk={ask} text={text} onText={setText} />}
      {data && (
        <>
          <MatrixLegend counts={summed(data.columns.map((column) => column.counts))} place={matrix} onAsk={ask} />
          {data.columns.length === 0 ? (
            <p className="matrix-none">{isFiltered(matrix) ? "No portfolio matches the filter." : "The crawl found no portfolios. If there should be some, see Coverage for Service Catalog."}</p>
          ) : (
            <MatrixGrid matrix={data} onOpen={open} onShare={share} onPrincipals={principals} onSelect={select} />
          )}
          <footer className="matrix-foot">
            {data.total > MATRIX_ROWS && (
              <Pagination
                currentPageIndex={matrix.page}
                pagesCount={Math.ceil(data.total / MATRIX_ROWS)}
                ariaLabels={{ paginationLabel: "Pages of rows" }}
                onChange={(event) => ask({ ...matrix, page: event.detail.currentPageIndex })}
              />
            )}
            {data.columnsTotal > data.columns.length && <span>{count(data.columnsTotal - data.columns.length)} more portfolios: choose some above</span>}
            {data.notes.map((note) => (
              <span key={note} className="truncate" title={note}>
                {note}
              </span>
            ))}
          </footer>
        </>
      )}
      {!data && <Spinner size="large" />}
    </section>
  );
}

/** With whom a row's portfolio is shared. */
function recipientOf(row: Chosen["row"]): { id: string; name: string } {
  return row.kind === "organization" ? { id: "organization", name: "the organization" } : { id: row.short, name: row.name };
}

function sizes(matrix: Matrix): string {
  const rows = matrix.rows.length < matrix.total ? `, ${count(matrix.rows.length)} of ${counted(matrix.total, "row")}` : "";
  return `(${count(matrix.columnsTotal)} by ${counted(matrix.accounts, "account")}${rows})`;
}

/** Every cell that the filter leaves, page by page. */
async function everyCell(platform: Platform, place: MatrixPlace): Promise<readonly FileCell[]> {
  const cells: FileCell[] = [];
  for (let offset = 0; offset < FILE_ROWS; offset += MATRIX_ROWS) {
    const page = await platform.portfolioMatrix({ ...matrixRequest(place), offset });
    cells.push(...fileCells(page));
    if (offset + page.rows.length >= page.total || page.rows.length === 0) break;
  }
  return cells;
}

/** What is typed, told a moment after the last key. */
function useTyped(known: string, onTyped: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(known);
  useEffect(() => {
    if (text === known) return;
    const timer = window.setTimeout(() => onTyped(text), PAUSE);
    return () => window.clearTimeout(timer);
    // What is told to is the same however it is written.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, known]);
  return [text, setText];
}
