// What is otherwise in a scene that is compared with another state of the organization: in words, by a sign and a colour, and where. Pure.
import type { PlanEdge, PlanEffect, Scene, SceneChange, SceneComparison, SceneDifference, View } from "../platform/bindings";
import { count, counted } from "../state/words";
import type { Point } from "./geometry";
import { plainKind } from "./icons";
import type { MapTheme } from "./palette";

/** Each change, by a sign and a word: colour alone says nothing. */
export const changeWords: Record<SceneChange, { sign: string; word: string; meaning: string }> = {
  added: { sign: "+", word: "new", meaning: "new: not there yet" },
  moved: { sign: "→", word: "moved", meaning: "moved: an arrow from where it stood" },
  changed: { sign: "~", word: "changed", meaning: "otherwise than it was" },
  removed: { sign: "−", word: "goes", meaning: "goes: crossed out" },
};

/** Every change, in the order in which it is told. */
export const sceneChanges = Object.keys(changeWords) as SceneChange[];

const colors: Record<SceneChange, { light: string; dark: string }> = {
  added: { light: "#1d7d32", dark: "#5fd37a" },
  moved: { light: "#0b5cc4", dark: "#62b0ff" },
  changed: { light: "#8a5a00", dark: "#ffc74d" },
  removed: { light: "#c80000", dark: "#ff7a7a" },
};

/** The colour of a change. */
export function changeColor(change: SceneChange, { mode }: MapTheme): string {
  return colors[change][mode];
}

/** The views in which a plan is shown. */
export function hasPreview(view: View): boolean {
  return view === "organization" || view === "portfolios";
}

/** The view that shows most of what comes of a plan. */
export function previewView({ edges }: Pick<PlanEffect, "edges">): View {
  const isOf = (kinds: readonly string[]) => (edge: PlanEdge) => kinds.includes(edge.kind);
  return !edges.some(isOf(["child-of", "attached-to"])) && edges.some(isOf(["shared-with", "grants-to"])) ? "portfolios" : "organization";
}

/** How much is otherwise: `2 accounts new, 1 link goes`. */
export function comparedWords({ rows }: SceneComparison): string {
  const figures = new Map<string, { many: number; of: (many: number) => string }>();
  for (const { change, kind, relation } of rows) {
    const what = relation === undefined ? plainKind(kind) : "link";
    const key = `${change} ${what}`;
    const known = figures.get(key);
    const plural = what.endsWith("y") ? `${what.slice(0, -1)}ies` : `${what}s`;
    const word = (many: number) => (change === "removed" && many > 1 ? "go" : changeWords[change].word);
    figures.set(key, { many: (known?.many ?? 0) + 1, of: (many) => `${counted(many, what, plural)} ${word(many)}` });
  }
  return [...figures.values()].map(({ many, of }) => of(many)).join(", ");
}

/** One thing that is otherwise, without its sign. */
export function differenceWords({ change, name, relation, to, was }: SceneDifference): string {
  if (relation !== undefined) return `${name} ${relation.replaceAll("-", " ")} ${to ?? ""}`.trim();
  if (change === "moved") return `${name}: from ${was ?? "a place that is not known"} to ${to ?? "a place that is not known"}`;
  if (change === "removed") return was === undefined ? name : `${name}, was in ${was}`;
  return to === undefined ? name : `${name} in ${to}`;
}

/** What is said of how much is not drawn; nothing where all of it is. */
export function hiddenWords({ hidden }: SceneComparison): string | null {
  return hidden === 0 ? null : `${count(hidden)} of it not drawn one by one`;
}

/** What a node says of itself in a comparison. */
export function nodeDifference(scene: Scene, id: string): string | null {
  const row = scene.changes?.rows.find(({ relation, at }) => relation === undefined && at.includes(id));
  return row ? `${changeWords[row.change].word}: ${differenceWords(row)}` : null;
}

/** Where what is otherwise is drawn, old places too. */
export function changedDiscs({ nodes, changes }: Pick<Scene, "nodes" | "changes">): (Point & { size: number })[] {
  const ids = new Set(changes?.rows.flatMap(({ at }) => at));
  return nodes.filter(({ id }) => ids.has(id)).flatMap((node) => (node.was ? [node, node.was] : [node]));
}
