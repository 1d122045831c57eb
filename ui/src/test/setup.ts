// What a browser has and the test's stand-in has not. Nothing here draws.
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";

class QuietObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

const media = (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

Object.assign(globalThis, {
  WebGLRenderingContext: Object,
  WebGL2RenderingContext: Object,
  ResizeObserver: QuietObserver,
});
Object.assign(window, { matchMedia: media });
HTMLCanvasElement.prototype.getContext = () => null;

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
