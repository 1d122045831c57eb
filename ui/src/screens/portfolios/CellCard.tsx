// Why a cell is what it is: beside it while the mouse or the keyboard is on it, and with what can be done about it once it is chosen.
import Button from "@cloudscape-design/components/button";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { MatrixCell, MatrixColumn, MatrixRow } from "../../platform/bindings";
import { Bar } from "./Bar";
import { Glyph, MarkGlyph } from "./Glyph";
import { accessWords, countsText, isHole, isSingle, markWords, stateWords } from "./matrixWords";

/** A cell with its row and column. */
export interface Chosen {
  row: MatrixRow;
  column: MatrixColumn;
  cell: MatrixCell;
}

interface CellCardProps {
  chosen: Chosen;
  /** The cell on the screen. */
  beside: DOMRect;
  /** It was chosen, and stays until it is closed. */
  pinned: boolean;
  onClose: () => void;
  onShare: (chosen: Chosen) => void;
  onPrincipals: (chosen: Chosen) => void;
  onSelect: (ids: readonly string[]) => void;
}

const ASIDE = 6;
const EDGE = 8;

/** The card. */
export function CellCard({ chosen, beside, pinned, onClose, onShare, onPrincipals, onSelect }: CellCardProps) {
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    const { offsetWidth: width, offsetHeight: height } = card.current ?? { offsetWidth: 0, offsetHeight: 0 };
    const below = beside.bottom + ASIDE;
    const top = below + height + EDGE > window.innerHeight ? Math.max(EDGE, beside.top - height - ASIDE) : below;
    setPlace({ left: Math.max(EDGE, Math.min(beside.left, window.innerWidth - width - EDGE)), top });
  }, [beside, chosen, pinned]);
  useEffect(() => {
    if (pinned) card.current?.querySelector("button")?.focus();
  }, [pinned, chosen]);
  const { row, column, cell } = chosen;
  const words = stateWords[cell.state];
  return (
    <div
      ref={card}
      className={pinned ? "matrix-card matrix-card--pinned" : "matrix-card"}
      style={place}
      data-testid="matrix-card"
      role={pinned ? "dialog" : undefined}
      aria-label={pinned ? `${column.name} in ${row.name}` : undefined}
      aria-hidden={!pinned}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="matrix-card__title">
        {column.name} <span className="faint">{column.region}</span>
      </div>
      <div className="faint">in {row.kind === "organization" ? "the organization" : row.name}</div>
      <div className="matrix-card__state">
        <Glyph state={cell.state} /> <b>{words.word}</b>
        {cell.access && <span>· {accessWords[cell.access]}</span>}
        {cell.marks.map((mark) => (
          <span key={mark} className="matrix-card__mark">
            <MarkGlyph mark={mark} /> {markWords[mark].word}
          </span>
        ))}
      </div>
      {isSingle(row) || cell.state === "empty" ? (
        <div className="faint">{words.meaning}</div>
      ) : (
        <>
          <Bar counts={cell.counts} />
          <div>{countsText(cell.counts)}</div>
        </>
      )}
      <ul className="plain-list matrix-card__why">
        {cell.why.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {pinned ? (
        <div className="matrix-card__deeds">
          <Deeds chosen={chosen} onShare={onShare} onPrincipals={onPrincipals} onSelect={onSelect} />
          <Button variant="inline-icon" iconName="close" ariaLabel="Close" onClick={onClose} />
        </div>
      ) : (
        <div className="faint">{isHole(row, cell) ? "click, or Enter, to share it" : "click, or Enter, for what can be done"}</div>
      )}
    </div>
  );
}

function Deeds({ chosen, onShare, onPrincipals, onSelect }: Pick<CellCardProps, "chosen" | "onShare" | "onPrincipals" | "onSelect">) {
  const { row, column, cell } = chosen;
  const isPlace = row.kind === "account" || row.kind === "ou" || row.kind === "organization";
  const isMine = cell.state === "own";
  const lacksUse = cell.state === "unusable" || cell.counts.unusable > 0;
  return (
    <>
      {isPlace && lacksUse && (
        <Button data-testid="matrix-principals" onClick={() => onPrincipals(chosen)}>
          Let somebody launch
        </Button>
      )}
      {isPlace && !isMine && (
        <Button data-testid="matrix-share" onClick={() => onShare(chosen)}>
          {cell.access === "direct" ? "Change the share" : "Share"}
        </Button>
      )}
      {cell.shares.length > 0 && <Button onClick={() => onSelect(cell.shares)}>{cell.shares.length === 1 ? "Its share" : "Its shares"}</Button>}
      <Button onClick={() => onSelect([column.arn])}>Portfolio</Button>
      {(row.kind === "account" || row.kind === "ou") && <Button onClick={() => onSelect([row.id])}>{row.kind === "ou" ? "OU" : "Account"}</Button>}
    </>
  );
}
