/** The tab. */
export function WhoCanTab() {
  return null;
}
