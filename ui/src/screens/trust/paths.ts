// Asking for paths page by page: the rows of an answer, and the paths that a row stands for.
import { useRemembered } from "../../state/remembered";

/** What is asked. */
export interface Question {
  from: string;
  to: string;
  nearMisses: boolean;
}

/** Rows of a page. */
export const PAGE = 50;

/** A page of the rows of an answer, from 0. */
export function usePaths({ from, to, nearMisses }: Question, page: number) {
  return useRemembered(["paths", from, to, nearMisses, page], (platform) =>
    platform.trustPaths(from, to, { offset: page * PAGE, limit: PAGE, pattern: null, nearMisses }),
  );
}

/** A page of the paths that a row stands for, from 0. */
export function useMembers({ from, to }: Question, pattern: string, page: number) {
  return useRemembered(["paths", from, to, pattern, page], (platform) =>
    platform.trustPaths(from, to, { offset: page * PAGE, limit: PAGE, pattern, nearMisses: false }),
  );
}

/** The page that a row is on. */
export function pageOf(row: number): number {
  return row < 0 ? 0 : Math.floor(row / PAGE);
}

/** How many pages so many rows fill. */
export function pagesOf(total: number): number {
  return Math.max(1, Math.ceil(total / PAGE));
}

/** The row that is looked at: 3 in `path-3` and in `path-3.7`; -1 where it is none. */
export function rowOf(chosen: string): number {
  const found = /^path-(\d+)/.exec(chosen);
  return found ? Number(found[1]) : -1;
}

/** Which of the paths that a row stands for is looked at: 7 in `path-3.7`. */
export function memberOf(chosen: string): number | null {
  const found = /^path-\d+\.(\d+)$/.exec(chosen);
  return found ? Number(found[1]) : null;
}
