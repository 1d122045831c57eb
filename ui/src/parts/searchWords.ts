// Where words occur in a text.

/** The words of a search, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The text in pieces, each a hit or not; case does not matter, and hits that meet are one. */
export function marked(text: string, words: readonly string[]): { piece: string; hit: boolean }[] {
  const lower = text.toLowerCase();
  // A letter whose lower case is longer would shift every place after it.
  if (lower.length !== text.length) return [{ piece: text, hit: false }];
  const hits = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = lower.indexOf(word); word !== "" && at >= 0; at = lower.indexOf(word, at + 1)) hits.fill(true, at, at + word.length);
  }
  const pieces: { piece: string; hit: boolean }[] = [];
  for (let from = 0; from < text.length; ) {
    const hit = hits[from] ?? false;
    let to = from + 1;
    while (to < text.length && hits[to] === hit) to += 1;
    pieces.push({ piece: text.slice(from, to), hit });
    from = to;
  }
  return pieces;
}
