// Measures how smoothly the map moves. `await window.__armillary.measure()` in the window's console, or from a test. Where a node is on the page is
// told too, for tests that use the mouse: `window.__armillary.at(id)`.
//
// Marks that `performance.getEntriesByType("mark")` lists: `armillary:scene` when a scene arrives,
// `armillary:drawn` when it was drawn for the first time.
import type { CameraPlace } from "./camera";

/** Frame times in milliseconds. */
export interface FrameTimes {
  frames: number;
  p50: number;
  p95: number;
}

/** Something whose camera can be moved. */
export interface Movable {
  camera(): CameraPlace;
  glide(camera: CameraPlace, duration: number): Promise<void>;
  pageAt(id: string): { x: number; y: number } | null;
}

declare global {
  interface Window {
    __armillary?: { measure(): Promise<FrameTimes>; at(id: string): { x: number; y: number } | null };
  }
}

/** Where the camera goes: aside, in, across, out again; in shares of what it sees at the start. */
const LEGS = [
  { x: 0.2, y: 0, ratio: 1 },
  { x: 0.1, y: 0.1, ratio: 0.4 },
  { x: -0.1, y: -0.1, ratio: 0.4 },
  { x: 0, y: 0, ratio: 1 },
];
const LEG = 750;

/** The value below which a share of the sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return Math.round((sorted[index] ?? 0) * 10) / 10;
}

/** Pans and zooms for about three seconds and reports the time from frame to frame. */
export async function measureFrames(map: Movable): Promise<FrameTimes> {
  const home = map.camera();
  const times: number[] = [];
  let last: number | null = null;
  let running = true;
  const step = (now: number) => {
    if (last !== null) times.push(now - last);
    last = now;
    if (running) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  for (const leg of LEGS) {
    const to = { x: home.x + leg.x * home.ratio, y: home.y + leg.y * home.ratio, ratio: home.ratio * leg.ratio };
    await map.glide(to, LEG);
  }
  running = false;
  times.sort((a, b) => a - b);
  return { frames: times.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

/** Offers the measurement on `window`; answers how to withdraw it. */
export function offerMeasurement(map: Movable): () => void {
  window.__armillary = { measure: () => measureFrames(map), at: (id) => map.pageAt(id) };
  return () => {
    delete window.__armillary;
  };
}

/** Leaves a mark, keeping only the newest of its name. */
export function mark(name: "armillary:scene" | "armillary:drawn"): void {
  performance.clearMarks(name);
  performance.mark(name);
}
