// What a plan does, on a small map that shows just that. The whole map is a click away.
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useCallback, useEffect, useRef } from "react";
import { previewView } from "../../map/changes";
import type { Mode } from "../../map/palette";
import { MapRenderer, type MapListener } from "../../map/renderer";
import type { Plan, Scene } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { Catcher } from "../../parts/Catcher";
import { Problem } from "../../parts/Problem";
import { useAsked } from "../../state/asked";
import { useNavigation } from "../../state/navigation";
import { noFilter, previewing } from "../../state/place";
import type { CreateRenderer } from "../map/MapCanvas";
import { effectWords } from "../map/Preview";

/** How maps are drawn: light or dark, and what a test may put in the renderer's place. */
export interface Drawn {
  mode: Mode;
  create: CreateRenderer | undefined;
}

/** The map, with the way to the large one where that can be left again. */
export function PlanMap({ plan, drawn, canOpen }: { plan: Plan; drawn: Drawn; canOpen: boolean }) {
  const platform = usePlatform();
  const { go } = useNavigation();
  const view = previewView(plan.effect);
  const { id } = plan;
  const ask = useCallback(() => platform.planScene(id, { view, open: [], folded: [], filter: noFilter, named: false }), [platform, id, view]);
  const { data, failure, again } = useAsked(ask);
  const show = () => go(({ map }) => ({ screen: "map", selection: [], aim: [], opened: null, map: previewing(map, id, view) }));
  const words = data?.changes ? effectWords(data.changes) : "working it out";
  return (
    <Container
      header={
        <Header variant="h2" description={words} actions={canOpen && <Button data-testid="show-preview" onClick={show}>Show on the map</Button>}>
          On the map
        </Header>
      }
    >
      {failure && <Problem failure={failure} what="the map of the plan" onRetry={again} />}
      {!failure && (
        <Catcher what="The map of the plan">
          <div className="plan-map" data-testid="plan-map" data-changes={data?.changes?.rows.length}>
            {data && <Picture scene={data} words={words} {...drawn} />}
          </div>
        </Catcher>
      )}
    </Container>
  );
}

const nothing: MapListener = { onSelect: () => undefined, onOpen: () => undefined, onHover: () => undefined, onCamera: () => undefined, onDrag: () => undefined, onDrop: () => undefined };

function Picture({ scene, words, mode, create }: Drawn & { scene: Scene; words: string }) {
  const stage = useRef<HTMLDivElement>(null);
  const renderer = useRef<MapRenderer | null>(null);
  useEffect(() => {
    if (!stage.current) return;
    const made = create ? create(stage.current, nothing, mode) : new MapRenderer(stage.current, nothing, mode);
    renderer.current = made;
    return () => {
      renderer.current = null;
      made.kill();
    };
    // The renderer lives as long as the picture; the mode reaches it below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => renderer.current?.setMode(mode), [mode]);
  useEffect(() => {
    const map = renderer.current;
    if (!map) return;
    map.setScene(scene);
    map.setCamera(map.cameraOnChanges() ?? map.cameraOnAll());
  }, [scene]);
  // The effect in words stands beside it: to who does not see it, it is one picture.
  return <div ref={stage} className="plan-map__stage" role="img" aria-label={`Map of what the plan changes: ${words}`} />;
}
