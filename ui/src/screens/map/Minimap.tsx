// The whole map, small, with a frame around what is seen. A click goes there.
import { useEffect, useRef, type MouseEvent, type RefObject } from "react";
import type { CameraPlace } from "../../map/camera";
import { classColor, mapTheme, translucent, type Mode } from "../../map/palette";
import type { MapRenderer } from "../../map/renderer";
import type { Scene } from "../../platform/bindings";

const SIDE = 120;

interface MinimapProps {
  scene: Scene;
  camera: CameraPlace | null;
  renderer: RefObject<MapRenderer | null>;
  mode: Mode;
}

/** The minimap; it only appears when not everything is seen. */
export function Minimap({ scene, camera, renderer, mode }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = camera && renderer.current ? renderer.current.viewport() : null;
  const { left, right, bottom, top } = scene.bounds;
  const needed = seen !== null && (seen.width * seen.side < (right - left) * 0.85 || seen.height * seen.side < (top - bottom) * 0.85);

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    const view = renderer.current?.viewport();
    if (!context || !view || !camera) return;
    drawMinimap(context, scene, view, camera, mode);
  }, [scene, camera, renderer, mode, needed]);

  const fly = (event: MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / SIDE;
    const y = 1 - (event.clientY - box.top) / SIDE;
    if (camera) void renderer.current?.glide({ x, y, ratio: camera.ratio });
  };
  if (!needed) return null;
  const ratio = window.devicePixelRatio || 1;
  return (
    <canvas
      ref={canvas}
      className="minimap"
      width={SIDE * ratio}
      height={SIDE * ratio}
      onClick={fly}
      aria-hidden="true"
      title="Click to go there"
    />
  );
}

function drawMinimap(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: { width: number; height: number; side: number },
  camera: CameraPlace,
  mode: Mode,
): void {
  const theme = mapTheme(mode);
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, SIDE, SIDE);
  const place = (value: number) => (0.5 + value / view.side) * SIDE;
  for (const node of scene.nodes) {
    const radius = Math.max(0.9, (node.size / view.side) * SIDE);
    context.fillStyle = classColor(node.class, mode);
    context.beginPath();
    context.arc(place(node.x), SIDE - place(node.y), radius, 0, Math.PI * 2);
    context.fill();
  }
  const width = view.width * SIDE;
  const height = view.height * SIDE;
  const left = camera.x * SIDE - width / 2;
  const top = (1 - camera.y) * SIDE - height / 2;
  context.fillStyle = translucent(theme.selection, 0.12);
  context.fillRect(left, top, width, height);
  context.strokeStyle = theme.selection;
  context.lineWidth = 1.5;
  context.strokeRect(left, top, width, height);
}
