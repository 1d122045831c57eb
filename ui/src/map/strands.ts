// Draws the edges that are brought forward, with their direction and their words.
import type { SceneEdge } from "../platform/bindings";
import type { Figure } from "./figures";
import { radiusOf, toScreen, type Frame } from "./frame";
import { controlPoint, onCurve, type Point } from "./geometry";
import type { Sprites } from "./sprites";
import { drawHollowEnd } from "./marks";
import { edgeAccent, isStructure, patterns } from "./style";

/** An edge with its ends. */
export interface Strand {
  edge: SceneEdge;
  from: Figure;
  to: Figure;
  /** How far it bends towards its centre. */
  bend: number;
  centre: Point;
}

const MOST_WORDS = 14;
const ARROW = 8;

/** Draws the strands. */
export function drawStrands(context: CanvasRenderingContext2D, frame: Frame, sprites: Sprites, strands: Strand[]): void {
  for (const strand of strands) drawStrand(context, frame, strand);
  const worded = strands.filter(({ edge }) => edge.label !== "");
  if (worded.length > MOST_WORDS) return;
  for (const { edge, from, to, bend, centre } of worded) {
    const at = toScreen(frame, onCurve(from, controlPoint(from, to, centre, bend), to, 0.5));
    const look = { size: 11, weight: 600, color: edgeAccent(edge, frame.theme), halo: frame.theme.halo };
    const sprite = sprites.text(edge.label, look);
    context.drawImage(sprite.image, at.x - sprite.width / 2, at.y - sprite.height / 2, sprite.width, sprite.height);
  }
}

function drawStrand(context: CanvasRenderingContext2D, frame: Frame, strand: Strand): void {
  const { edge, from, to, bend, centre } = strand;
  const control = toScreen(frame, controlPoint(from, to, centre, bend));
  const start = rimPoint(frame, from, control);
  const end = rimPoint(frame, to, control);
  const color = edgeAccent(edge, frame.theme);
  context.strokeStyle = color;
  context.lineWidth = Math.min(5, 1.6 + Math.log2(Math.max(edge.count, 1)) * 0.6);
  context.setLineDash(patterns[edge.state].dash);
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.quadraticCurveTo(control.x, control.y, end.x, end.y);
  context.stroke();
  context.setLineDash([]);
  if (edge.state === "hollow") drawHollowEnd(context, frame, strand);
  if (isStructure(edge) || edge.state === "hollow") return;
  const angle = Math.atan2(end.y - control.y, end.x - control.x);
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(end.x, end.y);
  for (const turn of [-0.42, 0.42]) {
    context.lineTo(end.x - Math.cos(angle + turn) * ARROW, end.y - Math.sin(angle + turn) * ARROW);
  }
  context.closePath();
  context.fill();
}

/** Where a line towards `control` leaves a node's rim. */
function rimPoint(frame: Frame, figure: Figure, control: Point): Point {
  const at = toScreen(frame, figure);
  const away = Math.hypot(control.x - at.x, control.y - at.y);
  const share = away === 0 ? 0 : Math.min(1, (radiusOf(frame, figure.size) + 2) / away);
  return { x: at.x + (control.x - at.x) * share, y: at.y + (control.y - at.y) * share };
}
