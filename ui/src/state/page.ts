// One page of a long answer at a time.
import { useState } from "react";
import { count } from "./words";

/** The page that is looked at, from 1, and the way to another; a new question starts at the first. */
export function usePage(question: string): [number, (page: number) => void] {
  const [kept, setKept] = useState({ question, page: 1 });
  return [kept.question === question ? kept.page : 1, (page) => setKept({ question, page })];
}

/** Which rows of all a page holds, as a sentence; nothing where it holds them all. */
export function pageWords(answer: { rows: readonly unknown[]; offset: number; total: number }): string {
  const { rows, offset, total } = answer;
  if (rows.length === total) return "";
  return ` Rows ${count(offset + 1)} to ${count(offset + rows.length)} of ${count(total)}; filters and sorting are of this page.`;
}
