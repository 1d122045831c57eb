// Curves and directions, shared by the programs that draw on the graphics card and the canvases above and below.

/** How an edge is curved. */
export interface Curve {
  /** What it bends towards. */
  centre: Point;
  /** How far, 0 to 1. */
  bend: number;
  /** How far it bows aside instead, in shares of its length; 0 where it bends. */
  bow: number;
}

/** A point. */
export interface Point {
  x: number;
  y: number;
}

/**
 * Where the control point of the curve between two ends lies: off its middle by `bow` times its length, to its left where y points up;
 * without a bow, pulled from the middle towards the centre, never further than the edge is long.
 */
export function controlPoint(from: Point, to: Point, { centre, bend, bow }: Curve): Point {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  if (bow !== 0) return { x: middle.x - bow * (to.y - from.y), y: middle.y + bow * (to.x - from.x) };
  if (bend === 0) return middle;
  const inward = { x: centre.x - middle.x, y: centre.y - middle.y };
  const depth = Math.hypot(inward.x, inward.y);
  if (depth === 0) return middle;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const pull = (bend * Math.min(depth, length * 0.7)) / depth;
  return { x: middle.x + inward.x * pull, y: middle.y + inward.y * pull };
}

/** A point of a quadratic curve, `t` from 0 to 1. */
export function onCurve(from: Point, control: Point, to: Point, t: number): Point {
  const rest = 1 - t;
  return {
    x: rest * rest * from.x + 2 * rest * t * control.x + t * t * to.x,
    y: rest * rest * from.y + 2 * rest * t * control.y + t * t * to.y,
  };
}

/** One of the four ways an arrow key points; y points up. */
export type Direction = "left" | "right" | "up" | "down";

const units: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: 1 },
  down: { x: 0, y: -1 },
};

/** The nearest candidate that lies in a direction: distance counts, and being off to the side counts double. */
export function nearestInDirection<Candidate extends Point>(
  candidates: Iterable<Candidate>,
  from: Point,
  direction: Direction,
): Candidate | null {
  const unit = units[direction];
  let best: Candidate | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const dx = candidate.x - from.x;
    const dy = candidate.y - from.y;
    const ahead = dx * unit.x + dy * unit.y;
    const aside = Math.abs(dx * unit.y) + Math.abs(dy * unit.x);
    if (ahead <= 1e-6 || aside > ahead * 2) continue;
    const cost = ahead + aside * 2;
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }
  return best;
}
