// What is asked of the portfolio matrix, as part of the place one can come back to. Pure.
import type { MatrixRequest } from "../platform/bindings";

/** The tabs of the portfolios screen. */
export type PortfoliosTab = "matrix" | "table";

/** What is asked, and which page of rows is looked at (from 1). */
export type MatrixPlace = Omit<MatrixRequest, "offset" | "limit"> & { page: number };

/** What the portfolios screen shows. */
export interface PortfoliosPlace {
  tab: PortfoliosTab;
  matrix: MatrixPlace;
}

/** Where the matrix starts: all OUs, folded. */
export const wholeMatrix: MatrixPlace = { open: [], ous: [], classes: [], portfolios: [], states: [], marks: [], text: "", page: 1 };

/** Where the screen starts. */
export const firstPortfolios: PortfoliosPlace = { tab: "matrix", matrix: wholeMatrix };

/** Rows on a page. */
export const MATRIX_ROWS = 200;

/** The question of a place. */
export function matrixRequest({ page, ...asked }: MatrixPlace): MatrixRequest {
  return { ...asked, offset: (page - 1) * MATRIX_ROWS, limit: MATRIX_ROWS };
}

/** Whether anything is filtered. */
export function isFiltered({ ous, classes, portfolios, states, marks, text }: MatrixPlace): boolean {
  return [ous, classes, portfolios, states, marks].some((list) => list.length > 0) || text !== "";
}

/** The place with what is asked changed; what is asked anew starts on its first page. */
export function asking(place: MatrixPlace, change: Partial<MatrixPlace>): MatrixPlace {
  return { ...place, page: 1, ...change };
}
