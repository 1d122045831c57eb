// One picture of the whole map, moved with the camera where drawing every frame anew is slow: without a graphics card each layer of the
// map costs about as much to put together as all of the map costs to draw.
import type { Point } from "./geometry";

/** A picture is taken anew after so many milliseconds of movement, or after so much zoom. */
const STAYS = 300;
const MOST_ZOOM = 1.4;

/** Frames are slow when so many, one after another, take longer than this, in milliseconds. */
const SLOW_FRAME = 34;
const SLOW_FRAMES = 3;

/** Where the map's origin is on the screen, and how many pixels a map unit has. */
export interface Place {
  origin: Point;
  scale: number;
}

/** How a picture that was taken at one place is moved to another; `null` where it has become too coarse. */
export function carriedTo(taken: Place, now: Place): string | null {
  const zoom = now.scale / taken.scale;
  if (zoom > MOST_ZOOM || zoom < 1 / MOST_ZOOM) return null;
  const [x, y] = [now.origin.x - taken.origin.x * zoom, now.origin.y - taken.origin.y * zoom];
  return `translate(${x}px, ${y}px) scale(${zoom})`;
}

/** Tells by the time from frame to frame, while the camera is on its way, whether this computer draws slowly. */
export class Pace {
  /** Once it is slow it stays so: drawing less makes frames quick, and not the computer. */
  isSlow = false;
  private last: number | null = null;
  private slow = 0;

  /** A frame was drawn. */
  frame(now: number): void {
    if (this.last !== null) this.slow = now - this.last > SLOW_FRAME ? this.slow + 1 : 0;
    this.last = now;
    this.isSlow ||= this.slow >= SLOW_FRAMES;
  }

  /** The camera stands still: what comes next does not follow the last frame. */
  rest(): void {
    this.last = null;
    this.slow = 0;
  }
}

/** The picture: a canvas that takes the place of the layers it shows. */
export class Picture {
  private taken: { place: Place; at: number } | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement | undefined,
    private readonly layers: readonly HTMLCanvasElement[],
    private readonly stage: HTMLElement,
  ) {}

  /** Shows the layers as they are now, drawn in this very moment: what WebGL drew is gone with the frame. */
  take(place: Place, now: number): void {
    const context = this.canvas?.getContext("2d");
    if (!this.canvas || !context) return;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const layer of this.layers) context.drawImage(layer, 0, 0);
    context.restore();
    this.canvas.style.transform = "";
    this.stage.classList.add("map-carrying");
    this.taken = { place, at: now };
  }

  /** Moves the picture; answers `false` where there is none, or another has to be taken. */
  carry(place: Place, now: number): boolean {
    if (!this.taken || !this.canvas || now - this.taken.at > STAYS) return false;
    const moved = carriedTo(this.taken.place, place);
    if (moved === null) return false;
    this.canvas.style.transform = moved;
    return true;
  }

  /** Shows the layers themselves again. */
  drop(): void {
    this.taken = null;
    this.stage.classList.remove("map-carrying");
  }
}
