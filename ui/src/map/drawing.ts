// The graph that Sigma draws, kept in step with a scene: nodes and edges with their looks, and what is faded.
import { MultiDirectedGraph } from "graphology";
import type { Scene, SceneEdge, SceneNode } from "../platform/bindings";
import { sceneDiff, type SceneDiff } from "./diff";
import type { Figure } from "./figures";
import type { Point } from "./geometry";
import { translucent, type MapTheme } from "./palette";
import { markOf } from "./marks";
import type { Strand } from "./strands";
import { edgeLook, hasHead, nodeLook, type EdgeLook } from "./style";

/** A scene with no more edges than this draws all of them with a width. */
const FEW_EDGES = 700;
const MOST_RIBBONS = 300;
const BACK_ALPHA = 0.25;
const MOST_HEADS = 900;

interface Line {
  edge: SceneEdge;
  look: EdgeLook;
  /** What it bends towards. */
  centre: Point;
}

/** The drawing. */
export class Drawing {
  readonly graph = new MultiDirectedGraph();
  readonly figures = new Map<string, Figure>();
  /** The nodes that are not faded; null fades none. */
  forward: ReadonlySet<string> | null = null;
  private readonly lines = new Map<string, Line>();

  constructor(
    private theme: MapTheme,
    /** The side of the square that the map is framed by, in map units. */
    public side: number,
  ) {
    this.graph.setAttribute("ground", theme.background);
  }

  /** The difference between what is drawn and a scene. */
  diff(scene: Scene): SceneDiff {
    const nodes = new Map<string, SceneNode>();
    for (const { node, leaving } of this.figures.values()) if (!leaving) nodes.set(node.id, node);
    return sceneDiff({ nodes, edges: new Map([...this.lines].map(([id, { edge }]) => [id, edge])) }, scene);
  }

  /** Takes the scene in: what enters, stays and leaves; figures keep the places they have. */
  take(scene: Scene, diff: SceneDiff): void {
    for (const id of diff.edges.leaving) this.dropLine(id);
    for (const { node } of diff.leaving) {
      const figure = this.figures.get(node.id);
      if (figure) figure.leaving = true;
    }
    for (const node of diff.staying) {
      const figure = this.figures.get(node.id);
      if (!figure) continue;
      figure.node = node;
      figure.look = nodeLook(node, this.theme);
      this.graph.mergeNodeAttributes(node.id, figure.look);
    }
    for (const { node, via } of diff.entering) {
      const at = via ?? node;
      const figure = { node, look: nodeLook(node, this.theme), x: at.x, y: at.y, size: 0, leaving: false };
      this.figures.set(node.id, figure);
      this.graph.addNode(node.id, { x: at.x, y: at.y, size: 0, type: "disc", ...figure.look });
    }
    this.drawLines(scene);
  }

  /** Puts Sigma's nodes where the figures are. */
  movePositions(): void {
    this.graph.updateEachNodeAttributes(
      (id, attributes) => {
        const figure = this.figures.get(id);
        if (!figure) return attributes;
        attributes["x"] = figure.x;
        attributes["y"] = figure.y;
        attributes["size"] = figure.size;
        return attributes;
      },
      { attributes: ["x", "y", "size"] },
    );
  }

  /** Removes the figures that were leaving. */
  dropLeaving(): void {
    for (const [id, figure] of this.figures) {
      if (!figure.leaving) continue;
      this.figures.delete(id);
      this.graph.dropNode(id);
    }
  }

  /** Changes between light and dark. */
  recolor(theme: MapTheme, scene: Scene | null): void {
    this.theme = theme;
    this.graph.setAttribute("ground", theme.background);
    for (const figure of this.figures.values()) {
      figure.look = nodeLook(figure.node, theme);
      this.graph.mergeNodeAttributes(figure.node.id, figure.look);
    }
    if (scene) this.drawLines(scene);
  }

  /** The node, and every node one edge away from it. */
  neighbourhood(id: string): Set<string> {
    return new Set(this.graph.hasNode(id) ? [id, ...this.graph.neighbors(id)] : []);
  }

  /** The edges that touch one of the nodes. */
  strands(ids: Iterable<string>): Strand[] {
    const found = new Map<string, Strand>();
    for (const id of ids) {
      if (!this.graph.hasNode(id)) continue;
      for (const key of this.graph.edges(id)) {
        const line = this.lines.get(key);
        const from = line && this.figures.get(line.edge.from);
        const to = line && this.figures.get(line.edge.to);
        if (line && from && to) found.set(key, { edge: line.edge, from, to, bend: line.look.bend, bow: line.look.bow, centre: line.centre });
      }
    }
    return [...found.values()];
  }

  /** Sigma's node reducer: fades what is not forward. */
  readonly reduceNode = (id: string, data: Record<string, unknown>): Record<string, unknown> =>
    this.forward === null || this.forward.has(id) ? data : { ...data, alpha: Number(data["alpha"]) * BACK_ALPHA };

  /** Sigma's edge reducer: fades what is not forward; the overlay draws what is. */
  readonly reduceEdge = (_id: string, data: Record<string, unknown>): Record<string, unknown> =>
    this.forward === null ? data : { ...data, color: translucent(this.theme.line, 0.1) };

  /** The edges that carry a mark: where nobody can use what is shared, and where some of what an edge stands for is not known. */
  marked(): Strand[] {
    return this.strandsThat((edge) => markOf(edge) !== null);
  }

  /** The edges that have an arrowhead; only those that cross inward where there are too many to read. */
  headed(): Strand[] {
    const headed = this.strandsThat(hasHead);
    return headed.length <= MOST_HEADS ? headed : headed.filter(({ edge }) => edge.kind === "trusts-inward").slice(0, MOST_HEADS);
  }

  /** The edges of which something becomes, in a comparison. */
  changed(): Strand[] {
    return this.strandsThat((edge) => edge.change !== undefined);
  }

  private strandsThat(wanted: (edge: SceneEdge) => boolean): Strand[] {
    const found: Strand[] = [];
    for (const { edge, look, centre } of this.lines.values()) {
      if (!wanted(edge)) continue;
      const [from, to] = [this.figures.get(edge.from), this.figures.get(edge.to)];
      if (from && to) found.push({ edge, from, to, bend: look.bend, bow: look.bow, centre });
    }
    return found;
  }

  private drawLines(scene: Scene): void {
    const total = scene.edges.length;
    const wide = new Set(
      total <= FEW_EDGES
        ? scene.edges.map((edge) => edge.id)
        : scene.edges
            .filter((edge) => edge.count > 1 || edge.change !== undefined)
            .sort((a, b) => Number(b.change !== undefined) - Number(a.change !== undefined) || b.count - a.count)
            .slice(0, MOST_RIBBONS)
            .map((edge) => edge.id),
    );
    const centres = uniquePoints(scene.guides);
    const places = new Map(scene.nodes.map((node) => [node.id, node]));
    for (const edge of scene.edges) {
      const centre = nearest(centres, places.get(edge.from), places.get(edge.to));
      const framed = { x: 0.5 + centre.x / this.side, y: 0.5 + centre.y / this.side };
      const look = edgeLook(edge, scene.view, total, this.theme);
      const curved = look.bend > 0 || look.bow !== 0;
      const type = wide.has(edge.id) ? (curved ? "bowRibbon" : "ribbon") : curved ? "bow" : "thread";
      const attributes = { color: look.color, size: look.width, pattern: look.pattern, bend: look.bend, bow: look.bow, centre: framed, type };
      this.lines.set(edge.id, { edge, look, centre });
      if (this.graph.hasEdge(edge.id)) this.graph.mergeEdgeAttributes(edge.id, attributes);
      else this.graph.addDirectedEdgeWithKey(edge.id, edge.from, edge.to, attributes);
    }
  }

  private dropLine(id: string): void {
    this.lines.delete(id);
    if (this.graph.hasEdge(id)) this.graph.dropEdge(id);
  }
}

const ORIGIN = { x: 0, y: 0 };

function uniquePoints(points: readonly Point[]): Point[] {
  return [...new Map(points.map(({ x, y }) => [`${x} ${y}`, { x, y }])).values()];
}

/** The centre nearest to the middle of an edge. */
function nearest(centres: readonly Point[], from: Point = ORIGIN, to: Point = ORIGIN): Point {
  const away = ({ x, y }: Point) => Math.hypot(x - (from.x + to.x) / 2, y - (from.y + to.y) / 2);
  return centres.reduce((best, centre) => (away(centre) < away(best) ? centre : best), centres[0] ?? ORIGIN);
}
