/** The tab. */
export function CrossingsTab() {
  return null;
}
