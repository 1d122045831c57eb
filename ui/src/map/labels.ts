// Puts labels beside nodes so that none overlaps another label or a large node. Pure: it measures nothing and draws nothing.

/** A label that would like to be shown. */
export interface LabelWish {
  id: string;
  /** The node's centre and radius in pixels, y down. */
  x: number;
  y: number;
  radius: number;
  /** The text's size in pixels. */
  width: number;
  height: number;
  /** Higher ones are placed first. */
  rank: number;
  /** The angle, y down, that points away from the centre of the map; labels prefer that side. */
  outward: number;
  /** Rather over a node than not at all; never over another label. */
  insists?: boolean;
}

/** A label with its place: the left end of its middle line. */
export interface PlacedLabel {
  id: string;
  x: number;
  y: number;
}

/** A rectangle in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const CELL = 64;

/** Finds overlaps by looking only at what is near. */
export class BoxIndex {
  private readonly cells = new Map<number, Box[]>();

  /** Whether the box touches none that was added. */
  isFree(box: Box): boolean {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (overlap(box, other)) return false;
      }
    }
    return true;
  }

  /** Adds a box. */
  add(box: Box): void {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  private *keys(box: Box): Iterable<number> {
    for (let row = Math.floor(box.top / CELL); row <= Math.floor(box.bottom / CELL); row++) {
      for (let column = Math.floor(box.left / CELL); column <= Math.floor(box.right / CELL); column++) {
        yield row * 4096 + column;
      }
    }
  }
}

const GAP = 3;

/** The four places beside a node, the one furthest out first. */
function places(wish: LabelWish): { x: number; y: number }[] {
  const reach = wish.radius + GAP;
  const rows = wish.height / 2;
  const right = { x: wish.x + reach, y: wish.y };
  const left = { x: wish.x - reach - wish.width, y: wish.y };
  const below = { x: wish.x - wish.width / 2, y: wish.y + reach + rows };
  const above = { x: wish.x - wish.width / 2, y: wish.y - reach - rows };
  const across = Math.cos(wish.outward) >= 0 ? [right, left] : [left, right];
  const along = Math.sin(wish.outward) >= 0 ? [below, above] : [above, below];
  const flat = Math.abs(Math.cos(wish.outward)) > 0.5;
  return flat ? [...across.slice(0, 1), ...along, ...across.slice(1)] : [...along.slice(0, 1), ...across, ...along.slice(1)];
}

function boxAt(wish: LabelWish, place: { x: number; y: number }): Box {
  return { left: place.x - 2, right: place.x + wish.width + 2, top: place.y - wish.height / 2, bottom: place.y + wish.height / 2 };
}

function overlap(one: Box, other: Box): boolean {
  return one.right > other.left && one.left < other.right && one.bottom > other.top && one.top < other.bottom;
}

/** Places as many labels as fit, the most important first, at most `limit`. */
export function placeLabels(wishes: LabelWish[], obstacles: Iterable<Box>, screen: Box, limit: number): PlacedLabel[] {
  const taken = new BoxIndex();
  const labels = new BoxIndex();
  for (const box of obstacles) taken.add(box);
  const placed: PlacedLabel[] = [];
  for (const wish of [...wishes].sort((a, b) => b.rank - a.rank || a.id.localeCompare(b.id))) {
    if (placed.length >= limit) break;
    const seen = places(wish).filter((place) => overlap(boxAt(wish, place), screen));
    const free = (index: BoxIndex) => seen.find((place) => index.isFree(boxAt(wish, place)));
    const place = free(taken) ?? (wish.insists ? free(labels) : undefined);
    if (!place) continue;
    taken.add(boxAt(wish, place));
    labels.add(boxAt(wish, place));
    placed.push({ id: wish.id, ...place });
  }
  return placed;
}
