/** The tab. */
export function WhatCanTab() {
  return null;
}
