import { expect, test } from "vitest";
import { BoxIndex, placeLabels, type Box, type LabelWish } from "./labels";

const screen = { left: 0, top: 0, right: 400, bottom: 300 };

function wish(id: string, x: number, y: number, more: Partial<LabelWish> = {}): LabelWish {
  return { id, x, y, radius: 5, width: 60, height: 14, rank: 0.5, outward: 0, ...more };
}

function box(label: { x: number; y: number }, of: LabelWish): Box {
  return { left: label.x, right: label.x + of.width, top: label.y - of.height / 2, bottom: label.y + of.height / 2 };
}

test("a label stands on the outer side of its node", () => {
  const [right] = placeLabels([wish("a", 200, 150, { outward: 0 })], [], screen, 9);
  const [left] = placeLabels([wish("a", 200, 150, { outward: Math.PI })], [], screen, 9);
  const [below] = placeLabels([wish("a", 200, 150, { outward: Math.PI / 2 })], [], screen, 9);
  expect(right?.x).toBeGreaterThan(200);
  expect(left?.x).toBeLessThan(200 - 60);
  expect(below?.y).toBeGreaterThan(150);
});

test("no two labels overlap, and the important ones come first", () => {
  const wishes = Array.from({ length: 120 }, (_, index) =>
    wish(`n${index}`, 20 + (index % 12) * 30, 20 + Math.floor(index / 12) * 26, { rank: index / 120, outward: index }),
  );
  const placed = placeLabels(wishes, [], screen, 200);
  const boxes = placed.map((label) => box(label, wishes.find((one) => one.id === label.id) ?? wish("", 0, 0)));
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      const apart = one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
      expect(apart).toBe(true);
    }
  });
  expect(placed[0]?.id).toBe("n119");
});

test("a label gives way to a node, then to another side", () => {
  const beside = { left: 206, top: 140, right: 240, bottom: 160 };
  const [label] = placeLabels([wish("a", 200, 150)], [beside], screen, 9);
  if (!label) throw new Error("the label has no place");
  const at = box(label, wish("a", 200, 150));
  expect(at.right <= beside.left || at.bottom <= beside.top || at.top >= beside.bottom).toBe(true);
});

test("a label without room is left out", () => {
  const everywhere = { left: 0, top: 0, right: 400, bottom: 300 };
  expect(placeLabels([wish("a", 200, 150)], [everywhere], screen, 9)).toEqual([]);
});

test("no more than the limit are placed, and none off the screen", () => {
  expect(placeLabels([wish("a", 50, 50), wish("b", 50, 200)], [], screen, 1)).toHaveLength(1);
  expect(placeLabels([wish("a", 900, 50)], [], screen, 9)).toEqual([]);
});

test("boxes that touch cells on either side of zero are found", () => {
  const index = new BoxIndex();
  index.add({ left: -10, top: -10, right: 10, bottom: 10 });
  expect(index.isFree({ left: 5, top: 5, right: 8, bottom: 8 })).toBe(false);
  expect(index.isFree({ left: 11, top: 5, right: 18, bottom: 8 })).toBe(true);
});

test("a label that insists stands over a node rather than nowhere, but over no other label", () => {
  const everywhere = { left: 0, top: 0, right: 400, bottom: 300 };
  expect(placeLabels([wish("a", 200, 150)], [everywhere], screen, 9)).toEqual([]);
  const both = placeLabels([wish("a", 200, 150, { insists: true }), wish("b", 200, 150, { insists: true })], [everywhere], screen, 9);
  expect(both.map((label) => label.id)).toEqual(["a", "b"]);
  expect(both[0]?.x).not.toBe(both[1]?.x);
});
