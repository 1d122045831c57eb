import { describe, expect, it } from "vitest";
import { carriedTo, Pace, Picture } from "./picture";

const at = (x: number, y: number, scale: number) => ({ origin: { x, y }, scale });

describe("a picture of the map", () => {
  it("is moved so that every point of the map stays where the camera sees it", () => {
    expect(carriedTo(at(100, 50, 2), at(130, 40, 2))).toBe("translate(30px, -10px) scale(1)");
    // The map's point (10, 0) is at 120 in the picture, and belongs to 130 + 10 * 2.5.
    const [, x, zoom] = /translate\((.+)px, .+ scale\((.+)\)/.exec(carriedTo(at(100, 50, 2), at(130, 40, 2.5)) ?? "") ?? [];
    expect(Number(x) + 120 * Number(zoom)).toBe(155);
  });

  it("is taken anew once it is too coarse, or old", () => {
    expect(carriedTo(at(0, 0, 2), at(0, 0, 3))).toBeNull();
    expect(carriedTo(at(0, 0, 2), at(0, 0, 1))).toBeNull();
    const stage = document.createElement("div");
    const canvas = document.createElement("canvas");
    const context = { save() {}, restore() {}, setTransform() {}, clearRect() {}, drawImage() {} };
    canvas.getContext = (() => context) as unknown as HTMLCanvasElement["getContext"];
    const picture = new Picture(canvas, [], stage);
    expect(picture.carry(at(0, 0, 2), 0)).toBe(false);
    picture.take(at(0, 0, 2), 0);
    expect(stage.classList.contains("map-carrying")).toBe(true);
    expect(picture.carry(at(9, 0, 2), 100)).toBe(true);
    expect(picture.carry(at(9, 0, 2), 1000)).toBe(false);
    picture.drop();
    expect(stage.classList.contains("map-carrying")).toBe(false);
  });
});

describe("the pace", () => {
  it("is slow after slow frames in a row, and stays so", () => {
    const pace = new Pace();
    for (const now of [0, 16, 80, 96, 170, 240]) pace.frame(now);
    expect(pace.isSlow).toBe(false);
    pace.frame(310);
    expect(pace.isSlow).toBe(true);
    pace.frame(320);
    expect(pace.isSlow).toBe(true);
  });

  it("does not count the time that the camera stood still", () => {
    const pace = new Pace();
    for (let second = 0; second < 5; second += 1) {
      pace.frame(second * 1000);
      pace.rest();
    }
    expect(pace.isSlow).toBe(false);
  });
});
