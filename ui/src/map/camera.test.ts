import { expect, test } from "vitest";
import { boundsOf, cameraAfterResize, cameraFor, cameraThatSees, cameraToRead, isNear, sideFor, unitScale, type CameraPlace, type Stage } from "./camera";

const stage: Stage = { width: 1000, height: 600, padding: 0, side: 2000 };

/** Where a point of the map is on the screen, as Sigma computes it. */
function toScreen(camera: CameraPlace, on: Stage, x: number, y: number) {
  const scale = unitScale(on) / camera.ratio;
  return {
    x: on.width / 2 + (x - (camera.x - 0.5) * on.side) * scale,
    y: on.height / 2 - (y - (camera.y - 0.5) * on.side) * scale,
  };
}

test("the camera for a rectangle shows all of it, centred", () => {
  const camera = cameraFor({ left: 0, right: 400, bottom: 100, top: 300 }, stage);
  const middle = toScreen(camera, stage, 200, 200);
  expect(middle.x).toBeCloseTo(500);
  expect(middle.y).toBeCloseTo(300);
  const corner = toScreen(camera, stage, 0, 300);
  expect(corner.x).toBeCloseTo(0);
  expect(corner.y).toBeGreaterThanOrEqual(0);
});

test("it goes no closer than allowed", () => {
  const camera = cameraFor({ left: 0, right: 1, bottom: 0, top: 1 }, stage, 2);
  expect(unitScale(stage) / camera.ratio).toBeCloseTo(2);
});

test("after a change of the stage every point is where it was", () => {
  const camera = { x: 0.6, y: 0.4, ratio: 0.3 };
  const narrow = { ...stage, width: 420, height: 500 };
  const after = cameraAfterResize(camera, stage, narrow);
  const [before, now] = [toScreen(camera, stage, 123, -77), toScreen(after, narrow, 123, -77)];
  expect(now.x).toBeCloseTo(before.x);
  expect(now.y).toBeCloseTo(before.y);
});

test("and in the window as well, where the stage itself moved down", () => {
  const camera = { x: 0.6, y: 0.4, ratio: 0.3 };
  const lower = { ...stage, height: 560 };
  const after = cameraAfterResize(camera, stage, lower, 40);
  const [before, now] = [toScreen(camera, stage, 123, -77), toScreen(after, lower, 123, -77)];
  expect(now.x).toBeCloseTo(before.x);
  expect(now.y + 40).toBeCloseTo(before.y);
});

/** A rosette of seven discs of a size around a place. */
const rosette = (x: number, y: number, size: number) => Array.from({ length: 7 }, (_, at) => ({ x: x + Math.cos(at) * size * 4, y: y + Math.sin(at) * size * 4, size }));

test("what was opened and is tiny is brought closer until it can be read, and all of it is seen", () => {
  const camera = { x: 0.5, y: 0.5, ratio: 1 };
  const opened = rosette(400, 200, 2);
  const next = cameraToRead(camera, stage, opened, 9) ?? camera;
  expect((2 * unitScale(stage)) / next.ratio).toBeCloseTo(9);
  for (const disc of opened) {
    const at = toScreen(next, stage, disc.x, disc.y);
    expect(at.x > 0 && at.x < 1000 && at.y > 0 && at.y < 600).toBe(true);
  }
});

test("what was opened and can be read leaves the camera alone, and is moved into sight where it is outside", () => {
  const camera = { x: 0.5, y: 0.5, ratio: 1 };
  expect(cameraToRead(camera, stage, rosette(0, 0, 40), 9)).toBeNull();
  const aside = cameraToRead(camera, stage, rosette(1800, 0, 40), 9);
  expect(aside?.ratio).toBe(1);
  expect(toScreen(aside ?? camera, stage, 1800, 0).x).toBeLessThan(1000);
});

test("what was opened and does not fit is seen whole as long as it can be read at all", () => {
  const close = { x: 0.5, y: 0.5, ratio: 0.05 };
  const wide = [{ x: -400, y: 0, size: 20 }, { x: 0, y: 0, size: 20 }, { x: 400, y: 0, size: 20 }];
  const next = cameraToRead(close, stage, wide, 9);
  expect(toScreen(next ?? close, stage, -400, 0).x).toBeGreaterThan(0);
  expect(toScreen(next ?? close, stage, 400, 0).x).toBeLessThan(1000);
  expect(cameraToRead({ x: 0.5, y: 0.5, ratio: 1 }, stage, [], 9)).toBeNull();
});

test("what a panel would cover is moved into sight, and no further; what is seen stays", () => {
  const camera = { x: 0.5, y: 0.5, ratio: 1 };
  const narrow = { ...stage, width: 400 };
  const hidden = { x: 900, y: 0 };
  const at = toScreen(cameraThatSees(camera, narrow, hidden, 40), narrow, hidden.x, hidden.y);
  expect(at.x).toBeCloseTo(360);
  expect(at.y).toBeCloseTo(toScreen(camera, narrow, hidden.x, hidden.y).y);
  expect(cameraThatSees(camera, narrow, { x: 100, y: 0 }, 40)).toEqual(camera);
});

test("the rectangle of discs holds them whole", () => {
  expect(boundsOf([{ x: 0, y: 0, size: 2 }, { x: 10, y: -5, size: 1 }])).toEqual({ left: -2, right: 11, bottom: -6, top: 2 });
  expect(boundsOf([])).toBeNull();
});

test("the frame is a square around the origin", () => {
  expect(sideFor({ left: -980, right: 900, bottom: -480, top: 480 })).toBe(1960);
});

test("cameras that the eye cannot tell apart are near", () => {
  expect(isNear({ x: 0.5, y: 0.5, ratio: 1 }, { x: 0.5, y: 0.5, ratio: 1 + 1e-9 })).toBe(true);
  expect(isNear({ x: 0.5, y: 0.5, ratio: 1 }, { x: 0.5, y: 0.5, ratio: 1.1 })).toBe(false);
});
