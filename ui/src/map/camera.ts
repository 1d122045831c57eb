// Camera arithmetic: which camera shows a rectangle, and which keeps the picture still while the window changes its size.
import type { Bounds } from "../platform/bindings";
import type { Point } from "./geometry";

/** Where the map is looked at from: a point in the framed map (0.5 is its middle) and how much of it is seen. */
export interface CameraPlace extends Point {
  ratio: number;
}

/** The window onto the map. */
export interface Stage {
  width: number;
  height: number;
  padding: number;
  /** The side of the square, centred on the origin, that fills the stage at ratio 1. */
  side: number;
}

/** Pixels for one map unit at ratio 1. */
export function unitScale(stage: Stage): number {
  return Math.max(1, Math.min(stage.width, stage.height) - 2 * stage.padding) / stage.side;
}

/** The camera that shows all of a rectangle, no closer than `most` pixels for one unit. */
export function cameraFor(bounds: Bounds, stage: Stage, most = Infinity): CameraPlace {
  const across = Math.max(1, stage.width - 2 * stage.padding) / Math.max(bounds.right - bounds.left, 1e-6);
  const down = Math.max(1, stage.height - 2 * stage.padding) / Math.max(bounds.top - bounds.bottom, 1e-6);
  return {
    x: 0.5 + (bounds.left + bounds.right) / 2 / stage.side,
    y: 0.5 + (bounds.bottom + bounds.top) / 2 / stage.side,
    ratio: unitScale(stage) / Math.min(across, down, most),
  };
}

/**
 * The camera that leaves every point where it was, measured from the top left corner, after the stage changed; where the stage itself moved
 * down by so many pixels, measured from where that corner was.
 */
export function cameraAfterResize(camera: CameraPlace, before: Stage, after: Stage, down = 0): CameraPlace {
  const ratio = (camera.ratio * unitScale(after)) / unitScale(before);
  const pixel = camera.ratio / (unitScale(before) * before.side);
  return {
    x: camera.x + ((after.width - before.width) / 2) * pixel,
    y: camera.y - ((after.height - before.height) / 2 + down) * pixel,
    ratio,
  };
}

/** The camera moved no further than it takes for a point of the map to be seen, so many pixels from the edge. */
export function cameraThatSees(camera: CameraPlace, stage: Stage, point: Point, margin: number): CameraPlace {
  const scale = (unitScale(stage) * stage.side) / camera.ratio;
  const aside = (0.5 + point.x / stage.side - camera.x) * scale;
  const above = (0.5 + point.y / stage.side - camera.y) * scale;
  const over = (away: number, room: number) => away - Math.max(-room, Math.min(room, away));
  return {
    x: camera.x + over(aside, Math.max(0, stage.width / 2 - margin)) / scale,
    y: camera.y + over(above, Math.max(0, stage.height / 2 - margin)) / scale,
    ratio: camera.ratio,
  };
}

/** A disc with less than this is not read whatever stands beside it: as much of what was opened is left out as it takes. */
const LEAST_READ = 4;

/**
 * The camera from which discs can be read, most of them at least so many pixels large: moved and brought closer, or away, no further
 * than it takes for all of them to be seen. `null` where they can be read from where it is.
 */
export function cameraToRead(camera: CameraPlace, stage: Stage, discs: readonly (Point & { size: number })[], radius: number): CameraPlace | null {
  const bounds = boundsOf(discs);
  const [usual] = discs.map(({ size }) => size).sort((a, b) => a - b).slice(Math.floor(discs.length / 2));
  if (!bounds || usual === undefined || usual <= 0) return null;
  const scale = unitScale(stage) / camera.ratio;
  const whole = cameraFor(bounds, stage);
  const wanted = Math.max(Math.min(Math.max(scale, radius / usual), unitScale(stage) / whole.ratio), LEAST_READ / usual);
  if (Math.abs(wanted / scale - 1) > 0.01) return { x: whole.x, y: whole.y, ratio: unitScale(stage) / wanted };
  const lower = cameraThatSees(camera, stage, { x: bounds.left, y: bounds.bottom }, stage.padding);
  const moved = cameraThatSees(lower, stage, { x: bounds.right, y: bounds.top }, stage.padding);
  return isNear(moved, camera) ? null : moved;
}

/** The rectangle around some discs. */
export function boundsOf(discs: Iterable<Point & { size: number }>): Bounds | null {
  const bounds: Bounds = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  for (const { x, y, size } of discs) {
    bounds.left = Math.min(bounds.left, x - size);
    bounds.right = Math.max(bounds.right, x + size);
    bounds.bottom = Math.min(bounds.bottom, y - size);
    bounds.top = Math.max(bounds.top, y + size);
  }
  return bounds.left === Infinity ? null : bounds;
}

/** The side of the square, centred on the origin, that holds a rectangle. */
export function sideFor(bounds: Bounds): number {
  const reach = Math.max(Math.abs(bounds.left), Math.abs(bounds.right), Math.abs(bounds.bottom), Math.abs(bounds.top));
  return Math.max(reach * 2, 1);
}

/** Whether two cameras show the same to the eye. */
export function isNear(one: CameraPlace, other: CameraPlace): boolean {
  return Math.abs(one.x - other.x) + Math.abs(one.y - other.y) + Math.abs(one.ratio - other.ratio) < 1e-6;
}
