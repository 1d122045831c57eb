// Draws the background: the sectors and rings that give position a meaning, tinted by class and named.
import type { Guide } from "../platform/bindings";
import { toScreen, type Frame } from "./frame";
import type { Point } from "./geometry";
import { BoxIndex, type Box } from "./labels";
import { blend, classColor, translucent } from "./palette";
import { FONT } from "./sprites";

const FULL = Math.PI * 2;
const NAME_SIZE = 12;
/** Where along a sector, and around a ring, a name may stand; the first that is free is taken. */
const SECTOR_PLACES = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((step) => (step === 0 ? [0.5] : [0.5 + step / 20, 0.5 - step / 20]));
const RING_PLACES = [0.25, 0.75, 0.125, 0.375, 0, 0.5, 0.625, 0.875, 0.19, 0.31];

/** Draws guides and remembers where their names stand, so that they stay there while the camera moves. */
export class GuidePainter {
  private angles = new Map<Guide, number | null>();

  /** Draws tints first and names over them, clear of `nodes`. Answers where the names are, so that labels keep clear of them. */
  draw(context: CanvasRenderingContext2D, frame: Frame, guides: readonly Guide[], nodes: () => Iterable<Box>): Box[] {
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
    context.font = `600 ${NAME_SIZE}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const named = guides.filter((guide) => guide.label !== "");
    if (!frame.moving || !named.every((guide) => this.angles.has(guide))) this.placeNames(context, frame, named, nodes());
    return named.flatMap((guide) => {
      const angle = this.angles.get(guide);
      if (angle === undefined || angle === null) return [];
      context.fillStyle = blend(classColor(guide.class, theme.mode), theme.text, dark ? 0.45 : 0.55);
      const placed = letters(context, guide.label, toScreen(frame, guide), nameRadius(frame, guide, guides), angle);
      write(context, placed);
      return boxes(placed);
    });
  }

  private placeNames(context: CanvasRenderingContext2D, frame: Frame, guides: readonly Guide[], nodes: Iterable<Box>): void {
    const taken = new BoxIndex();
    for (const box of nodes) taken.add(box);
    this.angles = new Map();
    for (const guide of guides) {
      const radius = nameRadius(frame, guide, guides);
      const angles = hasRoom(context, frame, guide, radius) ? anglesOf(guide) : [];
      const ways = angles.map((angle) => ({ angle, at: boxes(letters(context, guide.label, toScreen(frame, guide), radius, angle)) }));
      const free = ways.find(({ at }) => at.every((box) => taken.isFree(box)));
      this.angles.set(guide, free?.angle ?? null);
      free?.at.forEach((box) => taken.add(box));
    }
  }
}

function trace(context: CanvasRenderingContext2D, frame: Frame, guide: Guide): void {
  const centre = toScreen(frame, guide);
  const outer = guide.outer * frame.scale;
  const inner = guide.inner * frame.scale;
  context.beginPath();
  if (isRing(guide)) {
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

function isRing(guide: Guide): boolean {
  return guide.end - guide.start >= FULL - 1e-6;
}

function anglesOf(guide: Guide): number[] {
  const places = isRing(guide) ? RING_PLACES : SECTOR_PLACES;
  return places.map((share) => guide.start + share * (guide.end - guide.start));
}

/** The radius a name is written at: outside of the outermost guide, just inside of the others. */
function nameRadius(frame: Frame, guide: Guide, guides: readonly Guide[]): number {
  const beyond = guides.some((other) => other.x === guide.x && other.y === guide.y && other.outer > guide.outer + 1);
  return guide.outer * frame.scale + (beyond ? -NAME_SIZE : NAME_SIZE * 0.85);
}

function hasRoom(context: CanvasRenderingContext2D, frame: Frame, guide: Guide, radius: number): boolean {
  const room = Math.min((guide.end - guide.start) * radius, radius * 2.2);
  const depth = (guide.outer - guide.inner) * frame.scale;
  return radius >= 24 && room >= context.measureText(guide.label).width + 12 && depth >= NAME_SIZE * 1.4;
}

interface Letter extends Point {
  text: string;
  turn: number;
}

/** Where the letters of a name stand along an arc, around an angle. */
function letters(context: CanvasRenderingContext2D, name: string, centre: Point, radius: number, angle: number): Letter[] {
  const step = Math.sin(angle) < -0.15 ? 1 : -1;
  let at = angle - (step * context.measureText(name).width) / radius / 2;
  return Array.from(name).map((text) => {
    const half = (step * context.measureText(text).width) / 2 / radius;
    at += half;
    const turn = step > 0 ? -at - Math.PI / 2 : Math.PI / 2 - at;
    const letter = { text, x: centre.x + Math.cos(at) * radius, y: centre.y - Math.sin(at) * radius, turn };
    at += half;
    return letter;
  });
}

function write(context: CanvasRenderingContext2D, placed: readonly Letter[]): void {
  for (const { text, x, y, turn } of placed) {
    context.save();
    context.translate(x, y);
    context.rotate(turn);
    context.fillText(text, 0, 0);
    context.restore();
  }
}

function boxes(placed: readonly Letter[]): Box[] {
  return placed.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 7, bottom: y + 7 }));
}
