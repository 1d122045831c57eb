// The shape of a state: told apart without colour, and always beside its word.
import type { CellMark, CellState } from "../../platform/bindings";

/** A state, as the cells and the legend draw it. */
export function Glyph({ state, size = 14 }: { state: CellState; size?: number }) {
  return (
    <svg className={`matrix-glyph matrix-glyph--${state}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true" focusable="false">
      {shapes[state]}
    </svg>
  );
}

const shapes: Record<CellState, React.ReactNode> = {
  usable: (
    <>
      <circle cx="7" cy="7" r="6" className="matrix-glyph__fill" />
      <path d="M4 7.2l2.2 2.2L10.2 5" className="matrix-glyph__ink" />
    </>
  ),
  unusable: (
    <>
      <circle cx="7" cy="7" r="5.3" className="matrix-glyph__line" />
      <path d="M4.8 4.8l4.4 4.4M9.2 4.8l-4.4 4.4" className="matrix-glyph__line" />
    </>
  ),
  "not-imported": (
    <>
      <path d="M1.7 8.2v4h10.6v-4" className="matrix-glyph__line" />
      <path d="M7 1.5v6.5M4.3 5.6L7 8.3l2.7-2.7" className="matrix-glyph__line" />
    </>
  ),
  missing: <circle cx="7" cy="7" r="5.2" className="matrix-glyph__line" strokeDasharray="2.4 2" />,
  unknown: (
    <>
      <rect x="1.2" y="1.2" width="11.6" height="11.6" rx="2" className="matrix-glyph__soft" />
      <path d="M5 5.4a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.3M7 10.4v.4" className="matrix-glyph__line" />
    </>
  ),
  own: <path d="M1.5 6.6L7 1.8l5.5 4.8M3 5.6v6.6h8V5.6" className="matrix-glyph__line" />,
  "not-shared": <path d="M4 7h6" className="matrix-glyph__line" />,
  mixed: (
    <>
      <path d="M7 1a6 6 0 0 1 0 12z" className="matrix-glyph__fill" />
      <circle cx="7" cy="7" r="5.4" className="matrix-glyph__line" />
    </>
  ),
  empty: <circle cx="7" cy="7" r="1.4" className="matrix-glyph__line" />,
};

/** What stands out, as cells and the legend draw it. */
export function MarkGlyph({ mark, size = 14 }: { mark: CellMark; size?: number }) {
  return (
    <svg className={`matrix-mark matrix-mark--${mark}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true" focusable="false">
      {mark === "excessive" && <path d="M7 1.4L13 12.6H1zM7 5.4v3.4M7 10.6v.3" className="matrix-glyph__line" />}
      {mark === "in-progress" && <path d="M12 7a5 5 0 1 1-1.6-3.7M12.4 1v3h-3" className="matrix-glyph__line" />}
      {mark === "failed" && (
        <>
          <path d="M4.4 1h5.2L13 4.4v5.2L9.6 13H4.4L1 9.6V4.4z" className="matrix-glyph__fill" />
          <path d="M7 3.6v4.2M7 10v.3" className="matrix-glyph__ink" />
        </>
      )}
    </svg>
  );
}
