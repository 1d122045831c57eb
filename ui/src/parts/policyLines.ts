// A policy document as lines of text that know which statement they belong to. Pure.
import type { JsonValue } from "../platform/bindings";

/** Lines that belong together: a statement, or what stands between statements. */
export interface PolicyBlock {
  /** The statement's index; absent outside statements. */
  statement: number | null;
  lines: string[];
}

/** Writes a document as JSON, indented by two, in blocks. */
export function policyBlocks(document: JsonValue): PolicyBlock[] {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    return [{ statement: null, lines: written(document, 0) }];
  }
  const blocks: PolicyBlock[] = [{ statement: null, lines: ["{"] }];
  const entries = Object.entries(document);
  entries.forEach(([key, value], index) => {
    const comma = index < entries.length - 1 ? "," : "";
    if (key.toLowerCase() === "statement") blocks.push(...statementBlocks(key, value, comma));
    else blocks.push({ statement: null, lines: after(before(`  ${JSON.stringify(key)}: `, written(value, 1)), comma) });
  });
  blocks.push({ statement: null, lines: ["}"] });
  return joined(blocks);
}

function statementBlocks(key: string, value: JsonValue, comma: string): PolicyBlock[] {
  const name = `  ${JSON.stringify(key)}: `;
  if (!Array.isArray(value)) return [{ statement: 0, lines: after(before(name, written(value, 1)), comma) }];
  if (value.length === 0) return [{ statement: null, lines: [`${name}[]${comma}`] }];
  const statements = value.map((one, index): PolicyBlock => {
    const lines = before("    ", written(one, 2));
    return { statement: index, lines: after(lines, index < value.length - 1 ? "," : "") };
  });
  return [{ statement: null, lines: [`${name}[`] }, ...statements, { statement: null, lines: [`  ]${comma}`] }];
}

/** The lines of a value whose first line stands at the place where it is put, and the others at a depth. */
function written(value: JsonValue, depth: number): string[] {
  const [first = "", ...rest] = JSON.stringify(value, null, 2).split("\n");
  return [first, ...rest.map((line) => "  ".repeat(depth) + line)];
}

function before(text: string, [first = "", ...rest]: string[]): string[] {
  return [text + first, ...rest];
}

function after(lines: string[], text: string): string[] {
  return [...lines.slice(0, -1), (lines.at(-1) ?? "") + text];
}

/** Blocks outside statements that follow each other become one. */
function joined(blocks: readonly PolicyBlock[]): PolicyBlock[] {
  const result: PolicyBlock[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    if (last && last.statement === null && block.statement === null) last.lines.push(...block.lines);
    else result.push({ ...block, lines: [...block.lines] });
  }
  return result;
}

/** A piece of a line and what it is. */
export interface Piece {
  text: string;
  kind: "name" | "text" | "plain" | "mark";
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;

/** A line of JSON in pieces to colour. */
export function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of line.matchAll(TOKEN)) {
    if (match.index > at) found.push({ text: line.slice(at, match.index), kind: "mark" });
    const [whole, string, colon] = match;
    if (string === undefined) found.push({ text: whole, kind: "plain" });
    else {
      found.push({ text: string, kind: colon === undefined ? "text" : "name" });
      if (colon !== undefined) found.push({ text: colon, kind: "mark" });
    }
    at = match.index + whole.length;
  }
  if (at < line.length) found.push({ text: line.slice(at), kind: "mark" });
  return found;
}
