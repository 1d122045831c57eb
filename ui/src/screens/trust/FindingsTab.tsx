/** The tab. */
export function FindingsTab() {
  return null;
}
