// What a key does in the search field.

/** Moves to a hit, picks the active one, closes the list; `null` leaves the key to the field. */
export function searchKey(key: string, list: { active: number; count: number }): number | "pick" | "close" | null {
  const { active, count } = list;
  switch (key) {
    case "ArrowDown":
      return count === 0 ? null : (active + 1) % count;
    case "ArrowUp":
      return count === 0 ? null : (active - 1 + count) % count;
    case "Enter":
      return count === 0 ? null : "pick";
    case "Escape":
      return "close";
    default:
      return null;
  }
}
