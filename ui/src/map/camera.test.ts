import { expect, test } from "vitest";
import { boundsOf, cameraAfterResize, cameraFor, cameraThatSees, isNear, sideFor, unitScale, type CameraPlace, type Stage } from "./camera";

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
