import { expect, test, vi } from "vitest";
import { Drag } from "./drag";

function aDrag(over: string | null = "ou-b") {
  const listener = { canDrag: (id: string) => id === "account", targetAt: () => over, onDrag: vi.fn(), onDrop: vi.fn() };
  return { listener, drag: new Drag(listener) };
}

test("a press that hardly moves stays a click", () => {
  const { listener, drag } = aDrag();
  drag.down("account", { x: 0, y: 0 });
  expect(drag.move({ x: 2, y: 0 })).toBe(true);
  expect(drag.up({ x: 2, y: 0 })).toBe(false);
  expect(listener.onDrop).not.toHaveBeenCalled();
  expect(listener.onDrag).not.toHaveBeenCalled();
});

test("what is let go over an OU is dropped there, once", () => {
  const { listener, drag } = aDrag();
  drag.down("account", { x: 0, y: 0 });
  drag.move({ x: 40, y: 0 });
  expect(listener.onDrag).toHaveBeenLastCalledWith({ id: "account", over: "ou-b", at: { x: 40, y: 0 } });
  expect(drag.up({ x: 41, y: 0 })).toBe(true);
  expect(listener.onDrop).toHaveBeenCalledExactlyOnceWith("account", "ou-b");
  expect(listener.onDrag).toHaveBeenLastCalledWith(null);
  expect(drag.move({ x: 80, y: 0 })).toBe(false);
});

test("nothing happens beside an OU, after Escape, and with what cannot be dragged", () => {
  const beside = aDrag(null);
  beside.drag.down("account", { x: 0, y: 0 });
  beside.drag.move({ x: 40, y: 0 });
  expect(beside.drag.up({ x: 40, y: 0 })).toBe(true);
  expect(beside.listener.onDrop).not.toHaveBeenCalled();
  const escaped = aDrag();
  escaped.drag.down("account", { x: 0, y: 0 });
  escaped.drag.move({ x: 40, y: 0 });
  escaped.drag.cancel();
  expect(escaped.drag.up({ x: 40, y: 0 })).toBe(false);
  expect(escaped.listener.onDrop).not.toHaveBeenCalled();
  const other = aDrag();
  other.drag.down("ou-a", { x: 0, y: 0 });
  expect(other.drag.move({ x: 40, y: 0 })).toBe(false);
});
