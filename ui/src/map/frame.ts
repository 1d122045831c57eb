// What the canvases above and below the graph need to know to draw one frame.
import type { Figure } from "./figures";
import type { Point } from "./geometry";
import type { Box } from "./labels";
import type { MapTheme } from "./palette";

/** The state of the view at one moment. Map units have y up, pixels have y down. */
export interface Frame {
  width: number;
  height: number;
  /** Pixels for one map unit. */
  scale: number;
  /** Where the map's origin is, in pixels. */
  origin: Point;
  theme: MapTheme;
  /** The camera is on its way. */
  moving: boolean;
}

/** A point of the map in pixels. */
export function toScreen(frame: Frame, point: Point): Point {
  return { x: frame.origin.x + point.x * frame.scale, y: frame.origin.y - point.y * frame.scale };
}

/** Whether a disc is at least partly on the screen. */
export function onScreen(frame: Frame, at: Point, radius: number): boolean {
  return at.x + radius > 0 && at.x - radius < frame.width && at.y + radius > 0 && at.y - radius < frame.height;
}

/** The smallest radius a node is drawn with, in pixels. */
export const LEAST_RADIUS = 2.2;

/** The radius in pixels of a node of a size in map units. */
export function radiusOf(frame: Frame, size: number): number {
  return Math.max(size * frame.scale, LEAST_RADIUS);
}

/** The rectangles that nodes fill on the screen. */
export function discBoxes(frame: Frame, figures: Iterable<Figure>): Box[] {
  const boxes: Box[] = [];
  for (const figure of figures) {
    const at = toScreen(frame, figure);
    const half = radiusOf(frame, figure.size);
    if (onScreen(frame, at, half)) boxes.push({ left: at.x - half, right: at.x + half, top: at.y - half, bottom: at.y + half });
  }
  return boxes;
}
