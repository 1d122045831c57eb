// Icons and texts drawn once and then copied, because stroking them anew in every frame is what makes a canvas slow.
import { iconPath } from "./icons";

/** A picture and its size in CSS pixels. */
export interface Sprite {
  image: HTMLCanvasElement;
  width: number;
  height: number;
}

/** How a text is written. */
export interface TextLook {
  size: number;
  weight: number;
  color: string;
  halo: string | null;
}

export const FONT = '"Open Sans", "Helvetica Neue", Roboto, Arial, sans-serif';

const MOST = 4000;
const HALO = 3;

/** Keeps the sprites of one pixel ratio. */
export class Sprites {
  private readonly kept = new Map<string, Sprite>();
  private readonly ruler = document.createElement("canvas").getContext("2d");

  constructor(private readonly pixelRatio: number) {}

  /** The icon of a kind, in a square of about `size` pixels. */
  icon(kind: string, color: string, size: number): Sprite {
    const side = Math.max(8, Math.round(size / 2) * 2);
    return this.keep(`${kind}|${color}|${side}`, side, side, (context) => {
      context.scale(side / 24, side / 24);
      context.strokeStyle = color;
      context.lineWidth = Math.max(1.7, 24 / side);
      context.lineJoin = "round";
      context.lineCap = "round";
      context.stroke(new Path2D(iconPath(kind)));
    });
  }

  /** A text on one line. */
  text(text: string, look: TextLook): Sprite {
    const key = `${text}|${look.size}|${look.weight}|${look.color}|${look.halo ?? ""}`;
    const known = this.kept.get(key);
    if (known) return known;
    const font = `${look.weight} ${look.size}px ${FONT}`;
    const margin = look.halo ? HALO : 0;
    const width = this.measure(text, font) + margin * 2 + 1;
    const height = Math.ceil(look.size * 1.3) + margin;
    return this.keep(key, width, height, (context) => {
      context.font = font;
      context.textBaseline = "middle";
      context.lineJoin = "round";
      if (look.halo) {
        context.strokeStyle = look.halo;
        context.lineWidth = HALO * 1.6;
        context.strokeText(text, margin, height / 2 + 0.5);
      }
      context.fillStyle = look.color;
      context.fillText(text, margin, height / 2 + 0.5);
    });
  }

  private measure(text: string, font: string): number {
    if (!this.ruler) return text.length * 7;
    this.ruler.font = font;
    return Math.ceil(this.ruler.measureText(text).width);
  }

  private keep(key: string, width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): Sprite {
    const known = this.kept.get(key);
    if (known) return known;
    if (this.kept.size >= MOST) this.kept.clear();
    const image = document.createElement("canvas");
    image.width = Math.ceil(width * this.pixelRatio);
    image.height = Math.ceil(height * this.pixelRatio);
    const context = image.getContext("2d");
    if (context) {
      context.scale(this.pixelRatio, this.pixelRatio);
      draw(context);
    }
    const sprite = { image, width, height };
    this.kept.set(key, sprite);
    return sprite;
  }
}
