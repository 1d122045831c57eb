// Draws the background: the sectors and rings that give position a meaning, tinted by class and named.
import type { Guide } from "../platform/bindings";
import { toScreen, type Frame } from "./frame";
import type { Point } from "./geometry";
import { BoxIndex, type Box } from "./labels";
import { blend, classColor, translucent } from "./palette";
import { FONT } from "./sprites";

const FULL = Math.PI * 2;
const LABEL_SIZE = 12;

function trace(context: CanvasRenderingContext2D, frame: Frame, guide: Guide): void {
  const centre = toScreen(frame, guide);
  const outer = guide.outer * frame.scale;
  const inner = guide.inner * frame.scale;
  context.beginPath();
  if (guide.end - guide.start >= FULL - 1e-6) {
    context.arc(centre.x, centre.y, outer, 0, FULL);
    if (inner > 0) {
      context.moveTo(centre.x + inner, centre.y);
      context.arc(centre.x, centre.y, inner, 0, FULL, true);
    }
  } else {
    context.arc(centre.x, centre.y, outer, -guide.start, -guide.end, true);
    if (inner > 0) context.arc(centre.x, centre.y, inner, -guide.end, -guide.start, false);
    else context.lineTo(centre.x, centre.y);
    context.closePath();
  }
}

interface Letter {
  text: string;
  x: number;
  y: number;
  turn: number;
}

/** Where the letters of a name stand along the outer arc, around an angle. */
function letters(context: CanvasRenderingContext2D, label: string, centre: Point, radius: number, angle: number): Letter[] {
  const below = Math.sin(angle) < -0.15;
  const step = below ? 1 : -1;
  let at = angle - (step * context.measureText(label).width) / radius / 2;
  return Array.from(label).map((text) => {
    const half = (step * context.measureText(text).width) / 2 / radius;
    at += half;
    const turn = below ? -at - Math.PI / 2 : Math.PI / 2 - at;
    const letter = { text, x: centre.x + Math.cos(at) * radius, y: centre.y - Math.sin(at) * radius, turn };
    at += half;
    return letter;
  });
}

/** Writes the name where no other name is; answers the boxes of its letters. */
function name(context: CanvasRenderingContext2D, frame: Frame, guide: Guide, taken: BoxIndex): Box[] {
  const centre = toScreen(frame, guide);
  const span = guide.end - guide.start;
  const full = span >= FULL - 1e-6;
  const radius = guide.outer * frame.scale - LABEL_SIZE;
  const width = context.measureText(guide.label).width;
  const depth = (guide.outer - guide.inner) * frame.scale;
  if (Math.min(span * radius, radius * 2.2) < width + 12 || depth < LABEL_SIZE * 1.4 || radius < 24) return [];
  const middle = (guide.start + guide.end) / 2;
  const angles = full ? [0.5, -0.5, 0.8, 0.2].map((turn) => turn * Math.PI) : [middle];
  for (const angle of angles) {
    const placed = letters(context, guide.label, centre, radius, angle);
    const boxes = placed.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 7, bottom: y + 7 }));
    if (!boxes.every((box) => taken.isFree(box))) continue;
    for (const { text, x, y, turn } of placed) {
      context.save();
      context.translate(x, y);
      context.rotate(turn);
      context.fillText(text, 0, 0);
      context.restore();
    }
    boxes.forEach((box) => taken.add(box));
    return boxes;
  }
  return [];
}

/** Draws the guides, tints first and names over them. Answers where the names are, so that labels keep clear of them. */
export function drawGuides(context: CanvasRenderingContext2D, frame: Frame, guides: readonly Guide[]): Box[] {
  const { theme } = frame;
  const dark = theme.mode === "dark";
  context.clearRect(0, 0, frame.width, frame.height);
  for (const guide of guides) {
    const color = classColor(guide.class, theme.mode);
    trace(context, frame, guide);
    context.fillStyle = translucent(color, dark ? 0.11 : 0.09);
    context.fill();
    context.strokeStyle = translucent(color, dark ? 0.4 : 0.45);
    context.lineWidth = 1;
    context.stroke();
  }
  context.font = `600 ${LABEL_SIZE}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const taken = new BoxIndex();
  return guides.flatMap((guide) => {
    if (guide.label === "") return [];
    context.fillStyle = blend(classColor(guide.class, theme.mode), theme.text, dark ? 0.45 : 0.55);
    return name(context, frame, guide, taken);
  });
}
