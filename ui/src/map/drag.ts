// One drag of a node, from the press to where it is let go. It knows no map: what can be dragged, and what is under the mouse, it is told.
import { isDrag } from "./dragging";

interface At {
  x: number;
  y: number;
}

/** What a drag asks and tells. Points are pixels of the stage. */
export interface DragListener {
  canDrag: (id: string) => boolean;
  /** The id of what it would fall on. */
  targetAt: (at: At) => string | null;
  onDrag: (drag: { id: string; over: string | null; at: At } | null) => void;
  onDrop: (id: string, over: string) => void;
}

/** The drag. */
export class Drag {
  private pressed: { id: string; at: At } | null = null;
  private moving = false;

  constructor(private readonly listener: DragListener) {}

  /** A node is pressed. */
  down(id: string, at: At): void {
    this.moving = false;
    this.pressed = this.listener.canDrag(id) ? { id, at } : null;
  }

  /** The mouse moves; answers whether the map must not move with it. */
  move(at: At): boolean {
    const { pressed } = this;
    if (!pressed) return false;
    this.moving ||= isDrag(pressed.at, at);
    if (this.moving) this.listener.onDrag({ id: pressed.id, over: this.listener.targetAt(at), at });
    return true;
  }

  /** The mouse is let go; answers whether that was the end of a drag, and no click. */
  up(at: At): boolean {
    const { pressed, moving } = this;
    this.cancel();
    if (!pressed || !moving) return false;
    const over = this.listener.targetAt(at);
    if (over !== null) this.listener.onDrop(pressed.id, over);
    return true;
  }

  /** Nothing is dragged any more. */
  cancel(): void {
    if (this.moving) this.listener.onDrag(null);
    this.pressed = null;
    this.moving = false;
  }
}
