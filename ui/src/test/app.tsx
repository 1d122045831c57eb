// Shows the whole window on a channel double, with a map that remembers what it was told.
import { render } from "@testing-library/react";
import { vi } from "vitest";
import { App } from "../App";
import type { CameraPlace } from "../map/camera";
import type { MapListener, MapRenderer } from "../map/renderer";
import type { Scene, TrustPath } from "../platform/bindings";
import { Platform } from "../platform/platform";
import type { ChannelDouble } from "./double";

/** What the window told the map, and the map's way to answer. */
export class MapDouble {
  scenes: Scene[] = [];
  selected: ReadonlySet<string> = new Set();
  focused: string | null = null;
  path: TrustPath | null = null;
  place: CameraPlace = { x: 0.5, y: 0.5, ratio: 1 };
  listener: MapListener | null = null;
  setScene = (scene: Scene) => void this.scenes.push(scene);
  setSelected = (ids: ReadonlySet<string>) => void (this.selected = ids);
  setFocused = (id: string | null) => void (this.focused = id);
  setPath = (path: TrustPath | null) => void (this.path = path);
  setMode = vi.fn();
  camera = () => this.place;
  setCamera = (camera: CameraPlace) => void (this.place = camera);
  glide = (camera: CameraPlace) => {
    this.place = camera;
    return Promise.resolve();
  };
  zoom = vi.fn();
  cameraOnAll = () => ({ x: 0.5, y: 0.5, ratio: 1 });
  cameraOn = (ids: ReadonlySet<string>) => {
    const node = this.scenes.at(-1)?.nodes.find((one) => ids.has(one.id));
    return node ? { x: 0.5 + node.x / 2000, y: 0.5 + node.y / 2000, ratio: 0.2 } : null;
  };
  goTo = (ids: ReadonlySet<string>) => {
    const camera = this.cameraOn(ids);
    if (camera) this.place = camera;
    return camera;
  };
  cameraOnChanges = () => {
    const scene = this.scenes.at(-1);
    return this.cameraOn(new Set(scene?.changes?.rows.flatMap(({ at }) => at)));
  };
  /** What the camera was asked to make readable. */
  read: ReadonlySet<string>[] = [];
  cameraToRead = (ids: ReadonlySet<string>) => {
    this.read.push(ids);
    return this.cameraOn(ids);
  };
  pageAt = () => null;
  viewport = () => ({ width: 1, height: 1, side: 2000 });
  kill = vi.fn();
}

/** Shows it. */
export function showApp(channel: ChannelDouble): MapDouble {
  const map = new MapDouble();
  const create = (_: HTMLElement, listener: MapListener) => {
    map.listener = listener;
    return map as unknown as MapRenderer;
  };
  render(<App platform={new Platform(channel)} createRenderer={create} />);
  return map;
}
