// Draws the edges that are brought forward, with their direction and their words.
import type { SceneEdge } from "../platform/bindings";
import type { Figure } from "./figures";
import { radiusOf, toScreen, type Frame } from "./frame";
import { controlPoint, onCurve, type Curve, type Point } from "./geometry";
import { BoxIndex } from "./labels";
import type { Sprites } from "./sprites";
import { drawHollowEnd } from "./marks";
import { translucent } from "./palette";
import { dashOf, edgeAccent, isQuietWay, isStructure } from "./style";

/** An edge with its ends. */
export interface Strand extends Curve {
  edge: SceneEdge;
  from: Figure;
  to: Figure;
}

const MOST_WORDS = 14;
const ARROW = 8;
const HEAD = 6.5;
const HEAD_ALPHA = 0.85;
/** Heads of ways that are expected. */
const QUIET_HEAD = 5;
const QUIET_HEAD_ALPHA = 0.5;

/** Draws the strands. */
export function drawStrands(context: CanvasRenderingContext2D, frame: Frame, sprites: Sprites, strands: Strand[]): void {
  for (const strand of strands) drawStrand(context, frame, strand);
  const worded = strands.filter(({ edge }) => edge.label !== "");
  if (worded.length > MOST_WORDS) return;
  // Words that lie on others are read by nobody; those of what stands for most are written first.
  const taken = new BoxIndex();
  for (const strand of worded.sort((a, b) => b.edge.count - a.edge.count)) {
    const { edge, from, to } = strand;
    const at = toScreen(frame, onCurve(from, controlPoint(from, to, strand), to, 0.5));
    const look = { size: 11, weight: 600, color: edgeAccent(edge, frame.theme), halo: frame.theme.halo };
    const sprite = sprites.text(edge.label, look);
    const [left, top] = [at.x - sprite.width / 2, at.y - sprite.height / 2];
    const box = { left, top, right: left + sprite.width, bottom: top + sprite.height };
    if (!taken.isFree(box)) continue;
    taken.add(box);
    context.drawImage(sprite.image, left, top, sprite.width, sprite.height);
  }
}

function drawStrand(context: CanvasRenderingContext2D, frame: Frame, strand: Strand): void {
  const { edge, from, to } = strand;
  const control = toScreen(frame, controlPoint(from, to, strand));
  const start = rimPoint(frame, from, control);
  const end = rimPoint(frame, to, control);
  const color = edgeAccent(edge, frame.theme);
  context.strokeStyle = color;
  context.lineWidth = Math.min(5, 1.6 + Math.log2(Math.max(edge.count, 1)) * 0.6);
  context.setLineDash(dashOf(edge));
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.quadraticCurveTo(control.x, control.y, end.x, end.y);
  context.stroke();
  context.setLineDash([]);
  if (edge.state === "hollow") drawHollowEnd(context, frame, strand);
  if (isStructure(edge) || edge.state === "hollow") return;
  context.fillStyle = color;
  drawHead(context, control, end, ARROW);
}

/** An arrowhead of a size whose tip is at the end of a line that comes from `control`. */
export function drawHead(context: CanvasRenderingContext2D, control: Point, end: Point, size: number): void {
  const angle = Math.atan2(end.y - control.y, end.x - control.x);
  context.beginPath();
  context.moveTo(end.x, end.y);
  for (const turn of [-0.42, 0.42]) {
    context.lineTo(end.x - Math.cos(angle + turn) * size, end.y - Math.sin(angle + turn) * size);
  }
  context.closePath();
  context.fill();
}

/** Draws the heads of lines whose bodies are drawn on the graphics card; of those, if any, whose ends are both forward. */
export function drawHeads(context: CanvasRenderingContext2D, frame: Frame, strands: readonly Strand[], forward: ReadonlySet<string> | null): void {
  for (const strand of strands) {
    const { edge, from, to } = strand;
    if (forward !== null && !(forward.has(edge.from) && forward.has(edge.to))) continue;
    const control = toScreen(frame, controlPoint(from, to, strand));
    const quiet = isQuietWay(edge);
    context.fillStyle = translucent(edgeAccent(edge, frame.theme), quiet ? QUIET_HEAD_ALPHA : HEAD_ALPHA);
    drawHead(context, control, rimPoint(frame, to, control), quiet ? QUIET_HEAD : HEAD);
  }
}

/** Where a line towards `control` leaves a node's rim. */
function rimPoint(frame: Frame, figure: Figure, control: Point): Point {
  const at = toScreen(frame, figure);
  const away = Math.hypot(control.x - at.x, control.y - at.y);
  const share = away === 0 ? 0 : Math.min(1, (radiusOf(frame, figure.size) + 2) / away);
  return { x: at.x + (control.x - at.x) * share, y: at.y + (control.y - at.y) * share };
}
