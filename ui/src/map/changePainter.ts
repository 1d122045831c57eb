// Draws what becomes of nodes and edges: dashed rings and lines, the old places of what moves, and crosses over what goes.
import { changeColor, changeWords } from "./changes";
import type { Figure } from "./figures";
import { onScreen, radiusOf, toScreen, type Frame } from "./frame";
import { controlPoint, onCurve, type Point } from "./geometry";
import { translucent } from "./palette";
import type { Sprites } from "./sprites";
import { drawHead, type Strand } from "./strands";

const RING = 4;
const DASH = [5, 4];
const HEAD = 9;
/** The sign is written beside discs from this radius on. */
const SIGN_FROM = 5;

/** Draws the marks. */
export function drawChanges(context: CanvasRenderingContext2D, frame: Frame, sprites: Sprites, figures: ReadonlyMap<string, Figure>, strands: readonly Strand[]): void {
  for (const strand of strands) if (strand.edge.change === "removed") crossLine(context, frame, strand);
  for (const figure of figures.values()) {
    const { change } = figure.node;
    if (change === undefined || figure.leaving || figure.size === 0) continue;
    const at = toScreen(frame, figure);
    const radius = radiusOf(frame, figure.size);
    if (change === "moved") drawFormer(context, frame, figure, at, radius);
    if (!onScreen(frame, at, radius + 20)) continue;
    const color = changeColor(change, frame.theme);
    ring(context, at, radius + RING, color, change !== "changed");
    if (change === "removed") cross(context, at, radius, color);
    if (radius < SIGN_FROM) continue;
    const sign = sprites.text(changeWords[change].sign, { size: 14, weight: 700, color, halo: frame.theme.halo });
    const aside = (radius + RING + 4) * Math.SQRT1_2;
    context.drawImage(sign.image, at.x - aside - sign.width / 2, at.y - aside - sign.height / 2, sign.width, sign.height);
  }
}

function ring(context: CanvasRenderingContext2D, at: Point, radius: number, color: string, dashed: boolean): void {
  context.setLineDash(dashed ? DASH : []);
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, Math.PI * 2);
  context.stroke();
  context.setLineDash([]);
}

/** The old place, and an arrow from there. */
function drawFormer(context: CanvasRenderingContext2D, frame: Frame, { node }: Figure, to: Point, radius: number): void {
  if (!node.was) return;
  const at = toScreen(frame, node.was);
  const size = radiusOf(frame, node.was.size);
  const color = changeColor("moved", frame.theme);
  context.fillStyle = translucent(color, 0.12);
  context.beginPath();
  context.arc(at.x, at.y, size, 0, Math.PI * 2);
  context.fill();
  ring(context, at, size, translucent(color, 0.7), true);
  const apart = Math.hypot(to.x - at.x, to.y - at.y);
  if (apart <= size + radius + RING + HEAD) return;
  const along = (away: number) => ({ x: at.x + ((to.x - at.x) * away) / apart, y: at.y + ((to.y - at.y) * away) / apart });
  const [start, end] = [along(size), along(apart - radius - RING - 2)];
  context.setLineDash(DASH);
  context.strokeStyle = color;
  context.lineWidth = 1.8;
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.lineTo(end.x, end.y);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = color;
  drawHead(context, start, end, HEAD);
}

function crossLine(context: CanvasRenderingContext2D, frame: Frame, strand: Strand): void {
  const { from, to } = strand;
  cross(context, toScreen(frame, onCurve(from, controlPoint(from, to, strand), to, 0.5)), 6, changeColor("removed", frame.theme));
}

function cross(context: CanvasRenderingContext2D, at: Point, reach: number, color: string): void {
  const away = Math.max(reach, 4) * Math.SQRT1_2;
  context.strokeStyle = color;
  context.lineWidth = 2.4;
  context.beginPath();
  context.moveTo(at.x - away, at.y - away);
  context.lineTo(at.x + away, at.y + away);
  context.moveTo(at.x - away, at.y + away);
  context.lineTo(at.x + away, at.y - away);
  context.stroke();
}
