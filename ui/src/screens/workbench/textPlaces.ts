// Places in the text of a policy: where the backend's line and column are, and what stands at the cursor. Pure.

/** A part of a text. */
export interface Span {
  from: number;
  to: number;
}

const encoder = new TextEncoder();

/** What stands at a line (from 1) and column (from 1, in bytes): a string, a word or one letter; the end of the line where nothing follows. */
export function spanAt(text: string, line: number, column: number): Span {
  const lines = text.split("\n");
  const row = Math.min(Math.max(line, 1), lines.length) - 1;
  const own = lines[row] ?? "";
  const start = lines.slice(0, row).reduce((sum, one) => sum + one.length + 1, 0);
  let [bytes, at] = [0, 0];
  for (const letter of own) {
    if (bytes >= column - 1) break;
    bytes += encoder.encode(letter).length;
    at += letter.length;
  }
  if (at >= own.length) return { from: start + Math.max(0, own.length - 1), to: start + own.length };
  const token = /^(?:"(?:[^"\\]|\\.)*"?|[\w.+-]+|.)/u.exec(own.slice(at))?.[0] ?? "";
  return { from: start + at, to: start + at + token.length };
}

/** The string that the cursor is in. */
export interface Inside extends Span {
  /** What of it is before the cursor. */
  typed: string;
  /** The names of the properties around it, from the outermost; the last is the one whose value it is. */
  path: string[];
  /** It is the name of a property itself. */
  isName: boolean;
}

interface Open {
  isObject: boolean;
  name: string | null;
  awaitsName: boolean;
}

/** The string that a place is in; `null` where it is in none. What follows the place may be anything: it is being written. */
export function insideOf(text: string, at: number): Inside | null {
  const open: Open[] = [];
  for (let place = 0; place < at; place++) {
    const letter = text.charAt(place);
    const top = open.at(-1);
    if (letter === '"') {
      const end = endOfString(text, place);
      const isName = top?.isObject === true && top.awaitsName;
      if (at <= end) {
        const path = open.flatMap(({ name }) => name ?? []);
        return { from: place + 1, to: end, typed: text.slice(place + 1, at), path, isName };
      }
      if (isName) top.name = text.slice(place + 1, end);
      place = end;
    } else if (letter === "{" || letter === "[") open.push({ isObject: letter === "{", name: null, awaitsName: letter === "{" });
    else if (letter === "}" || letter === "]") open.pop();
    else if (letter === ":" && top) top.awaitsName = false;
    else if (letter === "," && top?.isObject) Object.assign(top, { name: null, awaitsName: true });
  }
  return null;
}

/** The closing quote of the string that begins at a place, or the end of its line. */
function endOfString(text: string, start: number): number {
  for (let place = start + 1; place < text.length; place++) {
    const letter = text.charAt(place);
    if (letter === "\\") place++;
    else if (letter === '"' || letter === "\n") return place;
  }
  return text.length;
}
