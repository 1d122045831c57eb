// Draws a trust path over the map: a line for each hop with its number, solid, dashed, dotted or cut as the verdict is.
import type { TrustVerdict } from "../platform/bindings";
import type { Figure } from "./figures";
import { radiusOf, toScreen, type Frame } from "./frame";
import { controlPoint, onCurve, type Point } from "./geometry";
import type { Box } from "./labels";
import { inkOn, translucent } from "./palette";
import type { Sprites } from "./sprites";
import { trailColor, TRUST_BEND } from "./style";
import type { Trail, TrailLine } from "./trail";

const ARROW = 12;
const BADGE = 10;
const CENTRE = { x: 0, y: 0 };
const dashes: Record<TrustVerdict, number[]> = { allowed: [], allowedIf: [9, 5], unknown: [2, 5], denied: [] };

/** A cubic curve on the screen. */
type Curve = readonly [Point, Point, Point, Point];

/** Draws the trail and the rings of the nodes it goes through; answers the rectangles that names keep clear of. */
export function drawTrail(context: CanvasRenderingContext2D, frame: Frame, sprites: Sprites, trail: Trail, figures: ReadonlyMap<string, Figure>): Box[] {
  for (const id of trail.nodes) {
    const figure = figures.get(id);
    if (figure) drawRing(context, frame, figure);
  }
  return trail.lines.flatMap((line) => {
    const [from, to] = [figures.get(line.from), figures.get(line.to)];
    if (!from || !to) return [];
    const curve = from === to ? loop(frame, from) : bow(frame, from, to, line.bow);
    const at = drawLine(context, frame, sprites, line, curve);
    return [boxAround(at, from === to ? BADGE * 2 : BADGE + 2)];
  });
}

function drawRing(context: CanvasRenderingContext2D, frame: Frame, figure: Figure): void {
  const at = toScreen(frame, figure);
  context.beginPath();
  context.arc(at.x, at.y, radiusOf(frame, figure.size) + 4, 0, Math.PI * 2);
  context.strokeStyle = trailColor("allowed", frame.theme);
  context.lineWidth = 2.5;
  context.stroke();
}

function drawLine(context: CanvasRenderingContext2D, frame: Frame, sprites: Sprites, line: TrailLine, curve: Curve): Point {
  const { theme } = frame;
  const color = trailColor(line.verdict, theme);
  stroke(context, curve, translucent(theme.halo, 0.9), 7, []);
  stroke(context, curve, color, 3.2, dashes[line.verdict]);
  drawHead(context, curve, color);
  if (line.verdict === "denied") drawBar(context, curve, color);
  const at = along(curve, line.verdict === "denied" ? 0.3 : 0.5);
  context.beginPath();
  context.arc(at.x, at.y, BADGE, 0, Math.PI * 2);
  context.fillStyle = color;
  context.fill();
  context.strokeStyle = theme.halo;
  context.lineWidth = 2;
  context.stroke();
  const text = line.hops.length > 2 ? `${line.hops[0] ?? ""}–${line.hops.at(-1) ?? ""}` : line.hops.join(",");
  const sprite = sprites.text(text, { size: text.length > 1 ? 9 : 12, weight: 700, color: inkOn(color), halo: null });
  context.drawImage(sprite.image, at.x - sprite.width / 2, at.y - sprite.height / 2, sprite.width, sprite.height);
  return at;
}

function boxAround({ x, y }: Point, half: number): Box {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function stroke(context: CanvasRenderingContext2D, [start, one, two, end]: Curve, color: string, width: number, dash: number[]): void {
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.bezierCurveTo(one.x, one.y, two.x, two.y, end.x, end.y);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

function drawHead(context: CanvasRenderingContext2D, curve: Curve, color: string): void {
  const end = curve[3];
  const before = along(curve, 0.94);
  const angle = Math.atan2(end.y - before.y, end.x - before.x);
  context.beginPath();
  context.moveTo(end.x, end.y);
  for (const turn of [-0.45, 0.45]) context.lineTo(end.x - Math.cos(angle + turn) * ARROW, end.y - Math.sin(angle + turn) * ARROW);
  context.closePath();
  context.fillStyle = color;
  context.fill();
}

/** The bar that cuts a line where it is stopped. */
function drawBar(context: CanvasRenderingContext2D, curve: Curve, color: string): void {
  const at = along(curve, 0.6);
  const next = along(curve, 0.62);
  const angle = Math.atan2(next.y - at.y, next.x - at.x) + Math.PI / 2;
  context.beginPath();
  context.moveTo(at.x - Math.cos(angle) * 11, at.y - Math.sin(angle) * 11);
  context.lineTo(at.x + Math.cos(angle) * 11, at.y + Math.sin(angle) * 11);
  context.strokeStyle = color;
  context.lineWidth = 5;
  context.stroke();
}

/** The curve between two nodes, from rim to rim, led around what stands between them as the lines of the map are. */
function bow(frame: Frame, from: Figure, to: Figure, aside: number): Curve {
  const control = toScreen(frame, controlPoint(from, to, { centre: CENTRE, bend: TRUST_BEND, bow: aside }));
  const start = rim(frame, from, control);
  const end = rim(frame, to, control);
  const pull = (point: Point) => ({ x: point.x + ((control.x - point.x) * 2) / 3, y: point.y + ((control.y - point.y) * 2) / 3 });
  return [start, pull(start), pull(end), end];
}

/** The curve of a hop that stays in its account: out of the node and back, away from the centre. */
function loop(frame: Frame, figure: Figure): Curve {
  const at = toScreen(frame, figure);
  const radius = radiusOf(frame, figure.size) + 4;
  const outward = figure.x === 0 && figure.y === 0 ? -Math.PI / 2 : Math.atan2(-figure.y, figure.x);
  const reach = radius + 46;
  const on = (turn: number, distance: number) => ({ x: at.x + Math.cos(outward + turn) * distance, y: at.y + Math.sin(outward + turn) * distance });
  return [on(-0.6, radius), on(-0.62, reach), on(0.62, reach), on(0.6, radius)];
}

function rim(frame: Frame, figure: Figure, towards: Point): Point {
  const at = toScreen(frame, figure);
  const away = Math.hypot(towards.x - at.x, towards.y - at.y);
  const share = away === 0 ? 0 : Math.min(1, (radiusOf(frame, figure.size) + 5) / away);
  return onCurve(at, { x: (at.x + towards.x) / 2, y: (at.y + towards.y) / 2 }, towards, share);
}

function along([start, one, two, end]: Curve, t: number): Point {
  const rest = 1 - t;
  const mix = (pick: (point: Point) => number) =>
    rest ** 3 * pick(start) + 3 * rest * rest * t * pick(one) + 3 * rest * t * t * pick(two) + t ** 3 * pick(end);
  return { x: mix((point) => point.x), y: mix((point) => point.y) };
}
