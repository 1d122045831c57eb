// Where the person is: which screen, which part of the map, what is selected; and the way back. Pure.
import type { CameraPlace } from "../map/camera";
import { hasPreview } from "../map/changes";
import type { ResourcesQuery, SceneFilter, TrustPath, View } from "../platform/bindings";
import type { Change as Asked } from "./change";
import { firstPortfolios, type PortfoliosPlace } from "./matrixPlace";
import { firstTrust, type TrustPlace } from "./trustPlace";

/** The screens. */
export type Screen = "welcome" | "map" | "accounts" | "portfolios" | "trust" | "coverage" | "resources" | "crawls" | "overview" | "plans" | "plan" | "vend" | "journal" | "change" | "workbench";

/** What was opened and closed by hand. */
export interface Unfolded {
  open: readonly string[];
  folded: readonly string[];
}

/** What the map shows. */
export interface MapPlace extends Unfolded {
  view: View;
  /** What is opened and closed in the other views: each keeps its own. */
  elsewhere: Partial<Record<View, Unfolded>>;
  filter: SceneFilter;
  /** The trust view shows what policies name, not what was evaluated. */
  named: boolean;
  /** Absent shows everything. */
  camera: CameraPlace | null;
  /** The trust path that is drawn over the map, if any. */
  path: TrustPath | null;
  /** The plan that the map shows the effect of; absent, the map shows what was crawled. */
  preview: string | null;
}

/** What the table of resources is narrowed to. */
export type ResourceFilter = Pick<ResourcesQuery, "kinds" | "account" | "region" | "text" | "arns">;

/** A place one can come back to. */
export interface Place {
  screen: Screen;
  map: MapPlace;
  /** ARNs or scene ids. */
  selection: readonly string[];
  /** What the camera goes to when the map has none of its own; nothing means all of it. */
  aim: readonly string[];
  /** The node that was opened last, until the camera has seen to it that what it holds can be read. */
  opened: string | null;
  resources: ResourceFilter;
  /** What is asked on the portfolios screen. */
  portfolios: PortfoliosPlace;
  /** What is being put together, to be planned. */
  change: Asked | null;
  /** What is asked on the trust screen. */
  trust: TrustPlace;
  /** Words the coverage table starts with. */
  coverageText: string;
  /** Words the accounts table starts with. */
  accountsText: string;
  /** The plan that the plan's screen shows. */
  plan: string | null;
  /** The policy in the workbench, or the role whose trust policy it is, by ARN. */
  policy: string | null;
}

/** A filter that leaves nothing out. */
export const noFilter: SceneFilter = { ous: [], classes: [], regions: [], hiddenKinds: [], states: [] };

/** A table filter that leaves nothing out. */
export const allResources: ResourceFilter = { kinds: [], account: null, region: null, text: null, arns: [] };

/** Where everyone starts. */
export const firstPlace: Place = {
  screen: "welcome",
  map: { view: "organization", open: [], folded: [], elsewhere: {}, filter: noFilter, named: false, camera: null, path: null, preview: null },
  selection: [],
  aim: [],
  opened: null,
  resources: allResources,
  portfolios: firstPortfolios,
  change: null,
  trust: firstTrust,
  coverageText: "",
  plan: null,
  policy: null,
  accountsText: "",
};

/** The places visited. */
export interface History {
  past: readonly Place[];
  present: Place;
  future: readonly Place[];
}

/** What becomes different, possibly depending on the present place. */
export type Change = Partial<Place> | ((place: Place) => Partial<Place>);

/** A move through the places. */
export type Move =
  | { move: "go"; to: Change }
  | { move: "amend"; to: Change }
  | { move: "back" }
  | { move: "forward" }
  | { move: "reset"; to: Partial<Place> };

const MOST_PLACES = 100;

/** Makes a move. `go` can be undone, `amend` changes the present place, `reset` forgets the others. */
export function makeMove(history: History, move: Move): History {
  const { past, present, future } = history;
  switch (move.move) {
    case "go": {
      const next = changed(present, move.to);
      if (samePlace(present, next)) return { past, present: next, future };
      return { past: [...past, present].slice(-MOST_PLACES), present: next, future: [] };
    }
    case "amend":
      return { past, present: changed(present, move.to), future };
    case "back": {
      const last = past.at(-1);
      return last ? { past: past.slice(0, -1), present: last, future: [present, ...future] } : history;
    }
    case "forward": {
      const [next, ...rest] = future;
      return next ? { past: [...past, present], present: next, future: rest } : history;
    }
    case "reset":
      return { past: [], present: { ...firstPlace, ...move.to }, future: [] };
  }
}

function changed(place: Place, change: Change): Place {
  return { ...place, ...(typeof change === "function" ? change(place) : change) };
}

/** Whether two places differ in nothing but the camera. */
export function samePlace(one: Place, other: Place): boolean {
  const key = (place: Place) => JSON.stringify({ ...place, aim: [], opened: null, map: { ...place.map, camera: null } });
  return key(one) === key(other);
}

const nothingUnfolded: Unfolded = { open: [], folded: [] };

/** The map in another view, with what was opened there; all of it is shown. */
export function turnedTo(map: MapPlace, view: View): MapPlace {
  if (view === map.view) return map;
  const { open, folded, elsewhere } = map;
  return { ...map, ...(elsewhere[view] ?? nothingUnfolded), view, camera: null, preview: hasPreview(view) ? map.preview : null, elsewhere: { ...elsewhere, [map.view]: { open, folded } } };
}

/** The map with what a plan does, filtered and folded by nothing. */
export function previewing(map: MapPlace, plan: string, view: View): MapPlace {
  return { ...turnedTo(map, view), folded: [], filter: noFilter, camera: null, path: null, preview: plan };
}

/** The map as it unfolds by itself. */
export function refolded(map: MapPlace): MapPlace {
  return { ...map, ...nothingUnfolded };
}

/** The map after a node was opened or closed. What fits is open by itself, so closing has to be remembered too. */
export function toggleOpen(map: MapPlace, id: string, isOpen: boolean): MapPlace {
  const without = (ids: readonly string[]) => ids.filter((one) => one !== id);
  return isOpen
    ? { ...map, open: without(map.open), folded: [...without(map.folded), id] }
    : { ...map, open: [...without(map.open), id], folded: without(map.folded) };
}

/** A place in which a node is opened, or closed again. */
export function toggledNode(map: MapPlace, { id, isOpen }: { id: string; isOpen: boolean }): Partial<Place> {
  return { map: toggleOpen(map, id, isOpen), opened: isOpen ? null : id };
}

/** The map with more nodes opened; the same map where they are. */
export function withOpen(map: MapPlace, ids: readonly string[]): MapPlace {
  if (ids.every((id) => map.open.includes(id) && !map.folded.includes(id))) return map;
  return {
    ...map,
    open: [...new Set([...map.open, ...ids])],
    folded: map.folded.filter((id) => !ids.includes(id)),
  };
}

/** How many filters are set. */
export function filterCount(filter: SceneFilter): number {
  const lists = [filter.ous, filter.classes, filter.regions, filter.hiddenKinds, filter.states];
  return lists.filter((list) => list.length > 0).length;
}

/** Puts a value into a list, or takes it out. */
export function toggled<Value extends string>(list: readonly Value[], value: Value): Value[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}
