// A policy document as text with line numbers; statements that decide are marked and brought into view.
import { useEffect, useMemo, useRef } from "react";
import type { JsonValue } from "../platform/bindings";
import { pieces, policyBlocks } from "./policyLines";

/** The text; `statement` is marked and scrolled to. */
export function PolicyText({ document, statement }: { document: JsonValue; statement: number }) {
  const blocks = useMemo(() => policyBlocks(document), [document]);
  const frame = useRef<HTMLDivElement>(null);
  const marked = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (frame.current && marked.current) frame.current.scrollTop = Math.max(0, marked.current.offsetTop - 24);
  }, [blocks, statement]);
  return (
    <div className="policy-text" ref={frame} tabIndex={0} role="region" aria-label="Policy document">
      {blocks.map((block, index) => {
        const isMarked = block.statement === statement;
        const first = blocks.slice(0, index).reduce((sum, one) => sum + one.lines.length, 1);
        return (
          <div
            key={index}
            ref={isMarked ? marked : undefined}
            className={isMarked ? "policy-text__block policy-text__block--marked" : "policy-text__block"}
            data-testid={isMarked ? "trust-highlight" : undefined}
          >
            {block.lines.map((line, order) => (
              <Line key={order} number={first + order} text={line} />
            ))}
          </div>
        );
      })}
    </div>
  );
}

function Line({ number, text }: { number: number; text: string }) {
  const indent = text.length - text.trimStart().length;
  return (
    <div className="policy-text__line">
      <span className="policy-text__number" aria-hidden="true" data-number={number} />
      <code style={{ paddingInlineStart: `${indent}ch` }}>
        {pieces(text.trimStart()).map((piece, index) => (
          <span key={index} className={`policy-text__${piece.kind}`}>
            {piece.text}
          </span>
        ))}
      </code>
    </div>
  );
}
