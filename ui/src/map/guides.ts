// Draws the background: the sectors and rings that give position a meaning, tinted by class and named.
import type { Guide } from "../platform/bindings";
import { toScreen, type Frame } from "./frame";
import type { Box } from "./labels";
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

/** Writes the name along the outer arc; answers the boxes of its letters. */
function name(context: CanvasRenderingContext2D, frame: Frame, guide: Guide): Box[] {
  const centre = toScreen(frame, guide);
  const full = guide.end - guide.start >= FULL - 1e-6;
  const radius = guide.outer * frame.scale - LABEL_SIZE;
  const width = context.measureText(guide.label).width;
  const room = Math.min((guide.end - guide.start) * radius, radius * 2.2);
  const depth = (guide.outer - guide.inner) * frame.scale;
  if (room < width + 12 || depth < LABEL_SIZE * 2 || radius < 24) return [];
  const angle = full ? Math.PI / 2 : (guide.start + guide.end) / 2;
  const below = Math.sin(angle) < -0.15;
  const letters = Array.from(guide.label);
  const arc = width / radius;
  const step = below ? 1 : -1;
  let at = angle - (step * arc) / 2;
  const boxes: Box[] = [];
  for (const letter of letters) {
    const half = context.measureText(letter).width / 2 / radius;
    at += step * half;
    context.save();
    const x = centre.x + Math.cos(at) * radius;
    const y = centre.y - Math.sin(at) * radius;
    boxes.push({ left: x - 6, right: x + 6, top: y - 7, bottom: y + 7 });
    context.translate(x, y);
    context.rotate(below ? -at - Math.PI / 2 : Math.PI / 2 - at);
    context.fillText(letter, 0, 0);
    context.restore();
    at += step * half;
  }
  return boxes;
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
  return guides.flatMap((guide) => {
    if (guide.label === "") return [];
    context.fillStyle = blend(classColor(guide.class, theme.mode), theme.text, dark ? 0.45 : 0.55);
    return name(context, frame, guide);
  });
}
