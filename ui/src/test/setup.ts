// What a browser has and the test's stand-in has not. Nothing here draws.
import { cleanup, configure } from "@testing-library/react";
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
Element.prototype.scrollIntoView = () => undefined;
// An editor measures where its letters are.
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => new DOMRect();
HTMLCanvasElement.prototype.getContext = () => null;

// A busy machine may take long; a test fails by what it sees, not by how soon.
configure({ asyncUtilTimeout: 15_000 });

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
