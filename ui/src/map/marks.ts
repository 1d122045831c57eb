// Draws what a line's pattern cannot tell: that nobody can use what is shared, and that some of what it stands for is not known.
import type { SceneEdge } from "../platform/bindings";
import { radiusOf, toScreen, type Frame } from "./frame";
import { controlPoint, onCurve } from "./geometry";
import type { Strand } from "./strands";
import { edgeAccent, isQuietWay } from "./style";

/** The mark of an edge, if it has one. */
export function markOf(edge: SceneEdge): "hollow" | "unknown" | null {
  if (edge.state === "hollow") return "hollow";
  return edge.unknown > 0 && edge.state !== "unknown" ? "unknown" : null;
}

/** More marks than this are a crowd that nobody reads; then only those of what is brought forward are drawn. */
const MOST_MARKS = 400;
const RING = 3.2;

/** Draws the marks of the strands; of those, if any, whose ends are both forward. */
export function drawMarks(context: CanvasRenderingContext2D, frame: Frame, strands: Strand[], forward: ReadonlySet<string> | null): void {
  const shown = strands.filter(({ edge }) => forward === null || (forward.has(edge.from) && forward.has(edge.to)));
  if (shown.length > MOST_MARKS) return;
  for (const strand of shown) {
    if (markOf(strand.edge) === "hollow") drawHollowEnd(context, frame, strand);
    else drawUnknown(context, frame, strand);
  }
}

/** An empty ring before the end. */
export function drawHollowEnd(context: CanvasRenderingContext2D, frame: Frame, strand: Strand): void {
  const { edge, from, to } = strand;
  const end = toScreen(frame, to);
  const control = toScreen(frame, controlPoint(from, to, strand));
  const away = Math.hypot(control.x - end.x, control.y - end.y);
  if (away === 0) return;
  const share = Math.min(1, (radiusOf(frame, to.size) + RING + 2) / away);
  context.beginPath();
  context.arc(end.x + (control.x - end.x) * share, end.y + (control.y - end.y) * share, RING, 0, Math.PI * 2);
  context.fillStyle = frame.theme.background;
  context.fill();
  context.strokeStyle = edgeAccent(edge, frame.theme);
  context.lineWidth = 1.4;
  context.stroke();
}

/** Three dots across the middle. */
function drawUnknown(context: CanvasRenderingContext2D, frame: Frame, strand: Strand): void {
  const { from, to } = strand;
  const at = toScreen(frame, onCurve(from, controlPoint(from, to, strand), to, 0.5));
  const [start, end] = [toScreen(frame, from), toScreen(frame, to)];
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const across = { x: -(end.y - start.y) / length, y: (end.x - start.x) / length };
  context.fillStyle = isQuietWay(strand.edge) ? frame.theme.muted : frame.theme.text;
  context.strokeStyle = frame.theme.halo;
  context.lineWidth = 1;
  for (const step of [-4.5, 0, 4.5]) {
    context.beginPath();
    context.arc(at.x + across.x * step, at.y + across.y * step, 1.7, 0, Math.PI * 2);
    context.stroke();
    context.fill();
  }
}
