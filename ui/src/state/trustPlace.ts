// What is asked on the trust screen, as part of the place one can come back to. Pure.

/** The tabs of the trust screen. */
export type TrustTab = "paths" | "crossings" | "findings" | "who-can" | "what-can";

/** One end of a question: what is asked for, and what is shown for it. */
export interface NamedEnd {
  /** An ARN, an account id, an OU id, `stage:dev`, or what was typed. */
  value: string;
  label: string;
}

/** What is asked and what of the answer is looked at. */
export interface TrustPlace {
  tab: TrustTab;
  /** Both ends are there once paths were asked for. */
  from: NamedEnd | null;
  to: NamedEnd | null;
  /** Also what would be a path but for one thing. */
  nearMisses: boolean;
  /** Which path is looked at: `path-0`, `miss-1`. */
  chosen: string;
  /** Which of its hops is explained. */
  hop: number | null;
  /** Which finding is looked at, as `findingId` names it. */
  finding: string | null;
  whoCan: { action: string; resource: string };
  /** The principal whose reach is asked for. */
  whatCan: string;
}

/** Where the trust screen starts. */
export const firstTrust: TrustPlace = {
  tab: "paths",
  from: null,
  to: null,
  nearMisses: false,
  chosen: "path-0",
  hop: null,
  finding: null,
  whoCan: { action: "", resource: "" },
  whatCan: "",
};

/** The place of a question for paths, with the first answer looked at. */
export function pathsPlace(trust: TrustPlace, from: NamedEnd | null, to: NamedEnd | null): TrustPlace {
  return { ...trust, tab: "paths", from, to, chosen: "path-0", hop: null };
}

/** An end that is known by its value alone. */
export function namedEnd(value: string, label = value): NamedEnd {
  return { value, label };
}
