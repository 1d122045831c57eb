// The nodes as they are drawn right now: where they stand while they move, and how they look.
import type { SceneNode } from "../platform/bindings";
import type { Passage, SceneDiff } from "./diff";
import type { Point } from "./geometry";
import type { NodeLook } from "./style";

/** A node on its way or at its place. */
export interface Figure extends Point {
  node: SceneNode;
  look: NodeLook;
  size: number;
  /** It goes away when the movement ends. */
  leaving: boolean;
}

interface Step {
  figure: Figure;
  from: Point & { size: number };
  to: Point & { size: number };
}

/** A movement of figures that ends after a time. */
export class Movement {
  private constructor(private readonly steps: Step[]) {}

  /** Lets entering nodes grow out of their holder, leaving ones shrink into it, and the others walk. */
  static between(diff: SceneDiff, figures: ReadonlyMap<string, Figure>): Movement {
    const steps: Step[] = [];
    const add = (id: string, from: Step["from"], to: Step["to"]) => {
      const figure = figures.get(id);
      const moves = from.x !== to.x || from.y !== to.y || from.size !== to.size;
      if (figure && moves) steps.push({ figure, from, to });
    };
    for (const { node, via } of diff.entering) add(node.id, dot({ node, via }), node);
    for (const { node, via } of diff.leaving) add(node.id, node, dot({ node, via }));
    for (const node of diff.staying) {
      const figure = figures.get(node.id);
      if (figure) add(node.id, { x: figure.x, y: figure.y, size: figure.size }, node);
    }
    return new Movement(steps);
  }

  /** How many figures move. */
  get count(): number {
    return this.steps.length;
  }

  /** Puts every figure where it is after a share of the time, 0 to 1. */
  at(share: number): void {
    const eased = 1 - (1 - share) ** 3;
    for (const { figure, from, to } of this.steps) {
      figure.x = from.x + (to.x - from.x) * eased;
      figure.y = from.y + (to.y - from.y) * eased;
      figure.size = from.size + (to.size - from.size) * eased;
    }
  }
}

function dot({ node, via }: Passage): Point & { size: number } {
  return { x: via?.x ?? node.x, y: via?.y ?? node.y, size: 0 };
}
