// The scene of the present place. The last one stays while the next one is fetched.
import { useCallback, useEffect, useMemo } from "react";
import { mark } from "../../map/measure";
import type { Failure, Scene, SceneRequest } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useAsked } from "../../state/asked";
import { useNavigation } from "../../state/navigation";
import { useScene } from "../../state/scene";

/** The scene and how it stands. */
export interface MapScene {
  scene: Scene | null;
  request: SceneRequest;
  /** The scene is of the view that is asked for, if perhaps not yet with what was opened or filtered last. */
  fitting: boolean;
  /** The scene answers the present request, not an earlier one. */
  current: boolean;
  failure: Failure | null;
  loading: boolean;
  again: () => void;
}

/** Asks for the scene of the present place. */
export function useMapScene(): MapScene {
  const platform = usePlatform();
  const { place } = useNavigation();
  const [, setScene] = useScene();
  const { view, open, folded, filter, named, preview } = place.map;
  const request = useMemo<SceneRequest>(
    () => ({ view, open: [...open].sort(), folded: [...folded].sort(), filter, named: named && view === "trust" }),
    [view, open, folded, filter, named],
  );
  const ask = useCallback(
    async () => ({ request, preview, scene: await (preview === null ? platform.scene(request) : platform.planScene(preview, request)) }),
    [platform, request, preview],
  );
  const { data, failure, loading, again } = useAsked(ask);
  const scene = data?.scene ?? null;
  useEffect(() => {
    if (scene) mark("armillary:scene");
    setScene(scene);
  }, [scene, setScene]);
  const fitting = data?.request.view === request.view && data.request.named === request.named && data.preview === preview;
  return { scene, request, fitting, current: data?.request === request && data.preview === preview && !loading, failure, loading, again };
}
