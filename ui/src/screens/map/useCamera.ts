// Moves the camera where the place says, once the scene is the one that was asked for.
import { useLayoutEffect, useRef, type RefObject } from "react";
import { heldBy, standsFor } from "../../map/around";
import { isNear, type CameraPlace } from "../../map/camera";
import type { MapRenderer } from "../../map/renderer";
import type { Scene } from "../../platform/bindings";
import { useNavigation } from "../../state/navigation";
import { useReveal } from "../../state/reveal";
import { useSession } from "../../state/session";
import { counted, viewNames } from "../../state/words";

/**
 * Keeps the camera where the place has it; a place without a camera shows its aim, or everything. What was opened becomes large enough to
 * be read. What this view does not draw is shown in the one that draws everything.
 */
export function useCamera(renderer: RefObject<MapRenderer | null>, scene: Scene, current: boolean): void {
  const { place, amend } = useNavigation();
  const { tell } = useSession();
  const reveal = useReveal();
  const { camera } = place.map;
  const { aim, opened } = place;
  const target = useRef<CameraPlace | null>(null);
  const view = useRef(scene.view);

  useLayoutEffect(() => {
    const map = renderer.current;
    if (!map || !current) return;
    // Another view has another frame: there is no way from the one to the other that could be flown.
    const turned = view.current !== scene.view;
    view.current = scene.view;
    const settle = (next: CameraPlace) => {
      target.current = next;
      amend(({ map: now }) => ({ map: { ...now, camera: next }, aim: [], opened: null }));
    };
    if (camera) {
      const there = isNear(map.camera(), camera) || (target.current !== null && isNear(target.current, camera));
      if (!there && turned) map.setCamera(camera);
      else if (!there) void map.glide(camera);
      target.current = camera;
      if (opened === null) return;
      const next = map.cameraToRead(heldBy(scene, opened));
      if (next) void map.glide(next);
      settle(next ?? camera);
      return;
    }
    const flying = target.current !== null && !turned;
    const on = aim.length > 0 ? map.goTo(standsFor(scene, aim), flying) : null;
    if (aim.length > 0 && !on) {
      const what = aim.length === 1 ? "What you picked is" : `The ${counted(aim.length, "resource")} you picked are`;
      if (scene.view !== "organization") {
        tell("info", `${what} not drawn in the ${viewNames[scene.view]} view: this is the Organization view.`);
        settle(target.current ?? map.cameraOnAll());
        void reveal(aim, "organization");
        return;
      }
      tell("info", `${what} not drawn on the map, or filtered out. The inspector and the tables show it.`);
    }
    // A comparison is looked at for what is otherwise.
    const changes = scene.changes && aim.length === 0 ? map.cameraOnChanges() : null;
    const next = on ?? (aim.length > 0 && flying ? map.camera() : (changes ?? map.cameraOnAll()));
    if (!on && flying) void map.glide(next);
    else if (!on) map.setCamera(next);
    settle(next);
  }, [renderer, scene, current, camera, aim, opened, amend, tell, reveal]);
}
