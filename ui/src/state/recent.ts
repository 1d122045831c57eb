// What was searched for lately, newest first. It is kept in this window alone: the names of an organization belong into its cache.
const MOST = 8;

let recent: readonly string[] = [];

/** The searches. */
export function recentSearches(): readonly string[] {
  return recent;
}

/** Remembers a search that led somewhere. */
export function remember(text: string): void {
  const typed = text.trim();
  if (typed !== "") recent = [typed, ...recent.filter((one) => one !== typed)].slice(0, MOST);
}
