// Moves the camera where the place says, once the scene is the one that was asked for.
import { useLayoutEffect, useRef, type RefObject } from "react";
import { isNear, type CameraPlace } from "../../map/camera";
import type { MapRenderer } from "../../map/renderer";
import type { Scene } from "../../platform/bindings";
import { useNavigation } from "../../state/navigation";
import { useSession } from "../../state/session";
import { counted } from "../../state/words";

/** Keeps the camera where the place has it; a place without a camera shows its aim, or everything. */
export function useCamera(renderer: RefObject<MapRenderer | null>, scene: Scene, current: boolean): void {
  const { place, amend } = useNavigation();
  const { tell } = useSession();
  const { camera } = place.map;
  const { aim } = place;
  const target = useRef<CameraPlace | null>(null);
  const view = useRef(scene.view);

  useLayoutEffect(() => {
    const map = renderer.current;
    if (!map || !current) return;
    // Another view has another frame: there is no way from the one to the other that could be flown.
    const turned = view.current !== scene.view;
    view.current = scene.view;
    if (camera) {
      const there = isNear(map.camera(), camera) || (target.current !== null && isNear(target.current, camera));
      if (!there && turned) map.setCamera(camera);
      else if (!there) void map.glide(camera);
      target.current = camera;
      return;
    }
    const on = aim.length > 0 ? map.cameraOn(new Set(aim)) : null;
    if (aim.length > 0 && !on) {
      const what = aim.length === 1 ? "What you picked is" : `The ${counted(aim.length, "resource")} you picked are`;
      tell("info", `${what} not drawn in this view. The inspector and the tables show it; another view may draw it.`);
    }
    const next = on ?? map.cameraOnAll();
    if (target.current === null || turned) map.setCamera(next);
    else void map.glide(next);
    target.current = next;
    amend(({ map: now }) => ({ map: { ...now, camera: next }, aim: [] }));
  }, [renderer, scene, current, camera, aim, amend, tell]);
}
