// The matrix itself: OUs and accounts down, portfolios across. Heads stay in sight, the keyboard moves from cell to cell, and each cell says why.
import { memo, useCallback, useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type MouseEvent } from "react";
import { ClassMark } from "../../parts/ClassDot";
import type { Matrix, MatrixCell, MatrixColumn, MatrixRow } from "../../platform/bindings";
import { count, counted } from "../../state/words";
import { Bar } from "./Bar";
import { CellCard, type Chosen } from "./CellCard";
import { Glyph, MarkGlyph } from "./Glyph";
import { cellLabel, cellText, isHole, isSingle, moved, others, rowWords, type Spot } from "./matrixWords";

interface MatrixGridProps {
  matrix: Matrix;
  onOpen: (id: string) => void;
  onShare: (chosen: Chosen) => void;
  onPrincipals: (chosen: Chosen) => void;
  onSelect: (ids: readonly string[]) => void;
}

const HOVER_DELAY = 120;

interface Card {
  spot: Spot;
  beside: DOMRect;
  pinned: boolean;
}

/** The grid. */
export function MatrixGrid({ matrix, onOpen, onShare, onPrincipals, onSelect }: MatrixGridProps) {
  const table = useRef<HTMLTableElement>(null);
  const [spot, setSpot] = useState<Spot>({ row: -1, column: -1 });
  const [card, setCard] = useState<Card | null>(null);
  const timer = useRef(0);
  const { rows, columns } = matrix;
  const at = { row: Math.min(spot.row, rows.length - 1), column: Math.min(spot.column, columns.length - 1) };
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const chosenAt = ({ row, column }: Spot): Chosen | null => {
    const [theRow, theColumn] = [rows[row], columns[column]];
    const cell = theRow?.cells[column];
    return theRow && theColumn && cell ? { row: theRow, column: theColumn, cell } : null;
  };
  const element = (to: Spot) => table.current?.querySelector<HTMLElement>(`[data-spot="${to.row}:${to.column}"]`) ?? null;
  const show = (to: Spot, pinned: boolean, delay: number) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const beside = element(to)?.getBoundingClientRect();
      setCard(beside && chosenAt(to) ? { spot: to, beside, pinned } : null);
    }, delay);
  };
  const hide = () => {
    window.clearTimeout(timer.current);
    setCard((shown) => (shown?.pinned ? shown : null));
  };
  const close = () => {
    const from = card?.spot;
    setCard(null);
    if (from) element(from)?.focus();
  };
  const act = (to: Spot) => {
    const chosen = chosenAt(to);
    if (!chosen) {
      const id = to.row < 0 ? columns[to.column]?.arn : rows[to.row]?.id;
      if (id !== undefined && id !== "outside") onSelect([id]);
    } else if (isHole(chosen.row, chosen.cell)) {
      setCard(null);
      onShare(chosen);
    } else show(to, true, 0);
  };
  const toggle = useCallback((row: MatrixRow) => row.canOpen && onOpen(row.id), [onOpen]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || (event.target as HTMLElement).closest(".matrix-card")) return;
    const to = moved(event.key, at, { rows: rows.length, columns: columns.length }, event.ctrlKey);
    const row = rows[at.row];
    if (to) {
      setSpot(to);
      const next = element(to);
      next?.focus();
      show(to, false, HOVER_DELAY);
    } else if (event.key === "Enter") act(at);
    else if (event.key === " " && row) toggle(row);
    else if (event.key === "Escape" && card) setCard(null);
    else return;
    event.preventDefault();
  };
  const spotOf = (target: EventTarget): Spot | null => {
    const found = (target as HTMLElement).closest<HTMLElement>("[data-spot]")?.dataset.spot?.split(":").map(Number);
    return found ? { row: found[0] ?? -1, column: found[1] ?? -1 } : null;
  };
  const onMouseOver = (event: MouseEvent) => {
    const to = spotOf(event.target);
    if (card?.pinned) return;
    if (to && chosenAt(to)) show(to, false, HOVER_DELAY);
    else hide();
  };
  const onClick = (event: MouseEvent) => {
    const to = spotOf(event.target);
    if (!to || (event.target as HTMLElement).closest(".matrix-toggle")) return;
    setSpot(to);
    act(to);
  };
  const onFocus = (event: FocusEvent) => {
    const to = spotOf(event.target);
    if (to) setSpot(to);
  };
  const shown = card && chosenAt(card.spot);
  return (
    <>
      <div className="matrix-scroll" data-testid="matrix-scroll" onScroll={() => setCard(null)}>
        <table
          ref={table}
          className="portfolio-matrix"
          role="grid"
          aria-label="Portfolios by OU and account. Arrow keys move, Enter acts, Space opens or closes an OU."
          data-testid="matrix"
          onKeyDown={onKeyDown}
          onMouseOver={onMouseOver}
          onMouseLeave={hide}
          onClick={onClick}
          onFocus={onFocus}
        >
          <thead>
            <tr>
              <th scope="col" className="portfolio-matrix__corner" tabIndex={at.row === -1 && at.column === -1 ? 0 : -1} data-spot="-1:-1">
                OU or account
                <span className="faint">can use · of accounts</span>
              </th>
              {columns.map((column, index) => (
                <Head key={column.arn} column={column} at={index} isActive={at.row === -1 && at.column === index} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Row key={row.id} row={row} columns={columns} at={index} active={at.row === index ? at.column : null} onToggle={toggle} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="matrix-none">Nothing matches the filter.</p>}
      </div>
      {card && shown && (
        <CellCard chosen={shown} beside={card.beside} pinned={card.pinned} onClose={close} onShare={onShare} onPrincipals={onPrincipals} onSelect={onSelect} />
      )}
    </>
  );
}

const Head = memo(function Head({ column, at, isActive }: { column: MatrixColumn; at: number; isActive: boolean }) {
  const { counts } = column;
  return (
    <th scope="col" tabIndex={isActive ? 0 : -1} data-spot={`-1:${at}`} title={`${column.name} (${column.id}) of ${column.ownerName} in ${column.region}`}>
      <span className="portfolio-matrix__name">{column.name}</span>
      <span className="faint">{column.region}</span>
      <span className="faint truncate">{column.ownerName}</span>
      <span className="portfolio-matrix__sum">
        {column.sharesKnown ? "" : "≥ "}
        {count(counts.usable)}/{count(others(counts))}
        {counts.unknown > 0 && <Unknown number={counts.unknown} />}
      </span>
    </th>
  );
});

interface RowProps {
  row: MatrixRow;
  columns: readonly MatrixColumn[];
  at: number;
  /** The column that the keyboard is on, if it is on this row. */
  active: number | null;
  onToggle: (row: MatrixRow) => void;
}

const Row = memo(function Row({ row, columns, at, active, onToggle }: RowProps) {
  return (
    <tr className={`portfolio-matrix__row portfolio-matrix__row--${row.kind}`} data-testid="matrix-row" data-id={row.short} aria-expanded={row.canOpen ? row.isOpen : undefined} aria-level={row.depth + 1}>
      <th scope="row" tabIndex={active === -1 ? 0 : -1} data-spot={`${at}:-1`} title={[...row.path, row.name].join(" / ")}>
        <span className="portfolio-matrix__place" style={{ paddingInlineStart: row.depth * 14 }}>
          {row.canOpen ? (
            <button type="button" className="matrix-toggle" tabIndex={-1} aria-label={`${row.isOpen ? "Close" : "Open"} ${row.name}`} onClick={() => onToggle(row)}>
              {row.isOpen ? "▾" : "▸"}
            </button>
          ) : (
            <span className="matrix-toggle" aria-hidden="true" />
          )}
          <ClassMark class={row.class} />
          <span className="portfolio-matrix__called">
            <span className="truncate">{row.name}</span>
            <span className="faint truncate">{rowWords(row)}</span>
          </span>
          <span className="portfolio-matrix__sum" title={`Over all portfolios: ${counted(row.counts.usable, "can use", "can use")}, ${counted(row.counts.unknown, "unknown", "unknown")}`}>
            {count(row.counts.usable)}/{count(others(row.counts))}
            {row.counts.unknown > 0 && <Unknown number={row.counts.unknown} />}
          </span>
        </span>
      </th>
      {columns.map((column, index) => {
        const cell = row.cells[index];
        return cell && <Cell key={column.arn} row={row} column={column} cell={cell} spot={`${at}:${index}`} isActive={active === index} />;
      })}
    </tr>
  );
});

function Cell({ row, column, cell, spot, isActive }: { row: MatrixRow; column: MatrixColumn; cell: MatrixCell; spot: string; isActive: boolean }) {
  const hole = isHole(row, cell);
  const whole = !isSingle(row) && cell.state !== "empty" && cell.state !== "not-shared";
  return (
    <td
      role="gridcell"
      tabIndex={isActive ? 0 : -1}
      data-spot={spot}
      data-state={cell.state}
      data-access={cell.access ?? undefined}
      data-portfolio={column.id}
      className={hole ? "portfolio-matrix__hole" : undefined}
      aria-label={cellLabel(row, column, cell)}
    >
      <span className="portfolio-matrix__cell">
        {!isSingle(row) && cell.access === "direct" && <i className="matrix-here" />}
        <Glyph state={cell.state} />
        <span className="portfolio-matrix__text">{cellText(row, cell)}</span>
        {!isSingle(row) && cell.counts.unknown > 0 && cell.state !== "unknown" && <Unknown number={cell.counts.unknown} />}
        {cell.marks.map((mark) => (
          <MarkGlyph key={mark} mark={mark} />
        ))}
      </span>
      {whole && <Bar counts={cell.counts} />}
    </td>
  );
}

function Unknown({ number }: { number: number }) {
  return (
    <span className="portfolio-matrix__unknown" title={`${count(number)} not known`}>
      {count(number)}?
    </span>
  );
}
