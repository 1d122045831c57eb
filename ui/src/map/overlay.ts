// Draws over the graph: rings around what is selected, icons, counts, badges and labels.
import type { Badge } from "../platform/bindings";
import type { Figure } from "./figures";
import { onScreen, radiusOf, toScreen, type Frame } from "./frame";
import type { Point } from "./geometry";
import { drawChanges } from "./changePainter";
import { drawMarks } from "./marks";
import { placeLabels, type Box, type LabelWish } from "./labels";
import { inkOn, translucent } from "./palette";
import type { Sprite, Sprites } from "./sprites";
import { drawHeads, drawStrands, type Strand } from "./strands";
import type { Trail } from "./trail";
import { drawTrail } from "./trailPainter";
import { filling, HATCH_FROM } from "./style";

/** Everything that is drawn over the graph. */
export interface OverlayScene {
  figures: ReadonlyMap<string, Figure>;
  /** The path that is shown. */
  trail: Trail;
  strands: Strand[];
  /** The edges that carry a mark. */
  marked: Strand[];
  /** The edges that have an arrowhead. */
  headed: Strand[];
  /** The edges of which something becomes, in a comparison. */
  changed: Strand[];
  selected: ReadonlySet<string>;
  hovered: string | null;
  /** The node the keyboard is at. */
  focused: string | null;
  /** The nodes that are not faded; null fades none. */
  forward: ReadonlySet<string> | null;
  /** Where the guides' names are. */
  names: readonly Box[];
}

interface Seen {
  figure: Figure;
  at: Point;
  radius: number;
  faded: boolean;
}

const MOST_LABELS = 140;
/** While the camera moves over more figures than this, only what is large or important has an icon or a name. */
const MOST_MOVING = 150;
/** What is selected or pointed at has its neighbours named where they are no more than this. */
const MOST_NEIGHBOURS = 40;
const BADGE_FROM = 13;
const LABEL_FROM = 3.5;

/** Draws the overlay and remembers where labels stand, so that they travel with their nodes while the camera moves. */
export class Overlay {
  private offsets = new Map<string, Point>();

  constructor(private readonly sprites: Sprites) {}

  /** Draws a frame. */
  draw(context: CanvasRenderingContext2D, frame: Frame, scene: OverlayScene): void {
    context.clearRect(0, 0, frame.width, frame.height);
    if (!frame.moving) {
      drawHeads(context, frame, scene.headed, scene.forward);
      drawMarks(context, frame, scene.marked, scene.forward);
    }
    drawStrands(context, frame, this.sprites, scene.strands);
    const seen: Seen[] = [];
    for (const figure of scene.figures.values()) {
      const at = toScreen(frame, figure);
      const radius = radiusOf(frame, figure.size);
      if (figure.size === 0 || !onScreen(frame, at, radius + 60)) continue;
      seen.push({ figure, at, radius, faded: scene.forward !== null && !scene.forward.has(figure.node.id) });
    }
    const busy = frame.moving && seen.length > MOST_MOVING;
    for (const one of seen) if (!busy || one.radius >= BADGE_FROM) this.drawInside(context, one);
    for (const one of seen) drawRings(context, frame, one, scene);
    drawChanges(context, frame, this.sprites, scene.figures, scene.changed);
    const trail = drawTrail(context, frame, this.sprites, scene.trail, scene.figures);
    if (!busy) for (const one of seen) this.drawBadges(context, frame, one);
    const worded = busy ? seen.filter(({ figure }) => figure.node.rank >= 1 || isCalled(scene, figure.node.id)) : seen;
    this.drawLabels(context, frame, { ...scene, names: [...scene.names, ...trail] }, worded);
  }

  private drawInside(context: CanvasRenderingContext2D, { figure, at, radius, faded }: Seen): void {
    const { node, look } = figure;
    if (radius < (look.filling === filling.half ? HATCH_FROM : 7)) return;
    context.globalAlpha = faded ? 0.25 : look.alpha;
    const open = look.filling === filling.hollow || look.filling === filling.dotted;
    const ink = open ? look.border : inkOn(look.color);
    const missing = node.shape === "gap";
    const counted = (node.shape === "bundle" || missing) && node.count > 1;
    const icon = (!counted || radius >= 24) && !(missing && node.state === "unknown");
    if (icon) {
      const sprite = this.sprites.icon(node.kind, ink, Math.min(64, radius * (counted ? 0.8 : 1.15)));
      stamp(context, sprite, at.x, at.y - (counted ? radius * 0.3 : 0));
    }
    if (counted) {
      const size = Math.max(9, Math.min(22, Math.round(radius * (icon ? 0.52 : 0.85))));
      const sprite = this.sprites.text(shortCount(node.count), { size, weight: 700, color: ink, halo: null });
      stamp(context, sprite, at.x, at.y + (icon ? radius * 0.36 : 0));
    } else if (missing && !icon) {
      stamp(context, this.sprites.text("?", { size: Math.max(9, Math.round(radius)), weight: 700, color: ink, halo: null }), at.x, at.y);
    }
    context.globalAlpha = 1;
  }

  private drawBadges(context: CanvasRenderingContext2D, frame: Frame, { figure, at, radius, faded }: Seen): void {
    if (radius < BADGE_FROM || faded) return;
    let slot = 0;
    for (const badge of shownBadges(figure.node.badges)) {
      const angle = (-50 + slot * 52) * (Math.PI / 180);
      const side = Math.max(6.5, Math.min(10, radius * 0.34));
      const x = at.x + Math.cos(angle) * radius;
      const y = at.y + Math.sin(angle) * radius;
      const color = badgeColor(badge, frame);
      context.beginPath();
      context.arc(x, y, side, 0, Math.PI * 2);
      context.fillStyle = color;
      context.fill();
      context.strokeStyle = frame.theme.background;
      context.lineWidth = 1.5;
      context.stroke();
      const text = badge.kind === "unread" ? "!" : shortCount(badge.count);
      const size = Math.max(8, Math.round(side * 1.15));
      stamp(context, this.sprites.text(text, { size, weight: 700, color: inkOn(color), halo: null }), x, y);
      slot++;
    }
  }

  private drawLabels(context: CanvasRenderingContext2D, frame: Frame, scene: OverlayScene, seen: Seen[]): void {
    const { theme } = frame;
    const written = new Map<string, { sprite: Sprite; one: Seen }>();
    const close = neighbours(scene);
    for (const one of seen) {
      const { id, rank, label } = one.figure.node;
      const called = isCalled(scene, id) || (close.has(id) && !one.faded) || one.figure.node.change !== undefined;
      const forward = scene.forward !== null && !one.faded && scene.forward.size <= 60;
      if (label === "" || one.figure.leaving || (one.faded && !called)) continue;
      if (!called && !forward && rank < 1 && one.radius < LABEL_FROM + (1 - rank) * 4) continue;
      const weight = isCalled(scene, id) || rank >= 1 ? 700 : 400;
      const size = rank >= 1 ? 13 : 12;
      const color = one.figure.node.state === "suspended" ? theme.muted : theme.text;
      const sprite = this.sprites.text(shorten(label), { size, weight, color, halo: theme.halo });
      written.set(id, { sprite, one });
    }
    if (!frame.moving) this.offsets = place(frame, scene, seen, written);
    for (const [id, offset] of this.offsets) {
      const entry = written.get(id);
      if (!entry) continue;
      const { sprite, one } = entry;
      context.drawImage(sprite.image, one.at.x + offset.x, one.at.y + offset.y - sprite.height / 2, sprite.width, sprite.height);
    }
  }
}

/** The ends of the lines that are brought forward, unless they are too many to be named. */
function neighbours({ strands }: OverlayScene): ReadonlySet<string> {
  const ends = new Set(strands.flatMap(({ edge }) => [edge.from, edge.to]));
  return ends.size > MOST_NEIGHBOURS ? new Set() : ends;
}

/** Whether a node is named whatever else is. */
function isCalled(scene: OverlayScene, id: string): boolean {
  return id === scene.hovered || id === scene.focused || scene.selected.has(id) || scene.trail.nodes.has(id);
}

function place(
  frame: Frame,
  scene: OverlayScene,
  seen: Seen[],
  written: Map<string, { sprite: Sprite; one: Seen }>,
): Map<string, Point> {
  const wishes: LabelWish[] = [];
  const close = neighbours(scene);
  for (const [id, { sprite, one }] of written) {
    const called = isCalled(scene, id);
    const outward = Math.atan2(-one.figure.y, one.figure.x);
    const rank = one.figure.node.rank + (called ? 10 : close.has(id) || one.figure.node.change !== undefined ? 5 : 0);
    wishes.push({ id, ...one.at, radius: one.radius, width: sprite.width, height: sprite.height - 3, rank, outward, insists: called });
  }
  const discs = seen.map(({ at, radius }) => {
    const half = radius * 0.8;
    return { left: at.x - half, right: at.x + half, top: at.y - half, bottom: at.y + half };
  });
  const obstacles = [...scene.names, ...discs];
  const screen = { left: 0, top: 0, right: frame.width, bottom: frame.height };
  const offsets = new Map<string, Point>();
  for (const label of placeLabels(wishes, obstacles, screen, MOST_LABELS)) {
    const at = written.get(label.id)?.one.at;
    if (at) offsets.set(label.id, { x: label.x - at.x, y: label.y - at.y });
  }
  return offsets;
}

function drawRings(context: CanvasRenderingContext2D, frame: Frame, { figure, at, radius }: Seen, scene: OverlayScene): void {
  const { id } = figure.node;
  const { selection } = frame.theme;
  const ring = (reach: number, width: number, color: string) => {
    context.beginPath();
    context.arc(at.x, at.y, radius + reach, 0, Math.PI * 2);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  };
  if (scene.selected.has(id)) {
    ring(4, 3, selection);
    ring(8, 5, translucent(selection, 0.25));
  } else if (id === scene.hovered) {
    ring(3, 2, translucent(selection, 0.8));
  }
  if (id === scene.focused) {
    context.setLineDash([4, 3]);
    ring(scene.selected.has(id) ? 12 : 5, 2, selection);
    context.setLineDash([]);
  }
}

/** The badges that are drawn: policies that limit nothing are attached everywhere, and have none. */
export function shownBadges(badges: readonly Badge[]): Badge[] {
  const limitless = badges.find(({ kind }) => kind === "allow-all")?.count ?? 0;
  return badges.filter(({ kind, count }) => kind !== "allow-all" && (kind !== "attached" || count > limitless));
}

function badgeColor(badge: Badge, frame: Frame): string {
  if (badge.kind === "unread") return frame.theme.gap;
  if (badge.kind === "attached") return frame.theme.mode === "light" ? "#5c3fa0" : "#b9a3e3";
  return frame.theme.mode === "light" ? "#8d99a8" : "#7d8998";
}

function stamp(context: CanvasRenderingContext2D, sprite: Sprite, x: number, y: number): void {
  context.drawImage(sprite.image, x - sprite.width / 2, y - sprite.height / 2, sprite.width, sprite.height);
}

const LONGEST = 38;

function shorten(label: string): string {
  return label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label;
}

/** A count that fits in a disc: 12000 as `12k`. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return `${thousands < 10 ? thousands.toFixed(1).replace(/\.0$/, "") : Math.round(thousands)}k`;
}
