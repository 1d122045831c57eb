// The topology screen: toolbar, map, legend, and what the map does not show, in words.
import Button from "@cloudscape-design/components/button";
import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useState } from "react";
import type { Mode } from "../map/palette";
import type { MapRenderer } from "../map/renderer";
import type { Scene } from "../platform/bindings";
import { Catcher } from "../parts/Catcher";
import { isTyping } from "../parts/keys";
import { Problem } from "../parts/Problem";
import { useNavigation } from "../state/navigation";
import { filterCount } from "../state/place";
import { count, counted } from "../state/words";
import { Legend } from "./map/Legend";
import { Waiting } from "./map/Waiting";
import { MapCanvas, type CreateRenderer } from "./map/MapCanvas";
import { MapToolbar } from "./map/MapToolbar";
import { useMapScene } from "./map/useMapScene";

/** The screen. */
export function MapScreen({ mode, create }: { mode: Mode; create?: CreateRenderer }) {
  const { scene, request, fitting, current, failure, loading, again } = useMapScene();
  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const [legend, setLegend] = useState(false);
  useFitKey(renderer);
  return (
    <div className="map-screen">
      <MapToolbar request={request} legend={legend} onLegend={() => setLegend(!legend)} />
      <div className={fitting ? "map-screen__stage" : "map-screen__stage map-screen__stage--waiting"} data-view={request.view}>
        {failure && <Problem failure={failure} what="the map" onRetry={again} />}
        {!fitting && loading && <Waiting key={`${request.view} ${request.named}`} request={request} />}
        {scene && !failure && (
          <Catcher what="The map">
            <MapCanvas scene={scene} current={current} mode={mode} onRenderer={setRenderer} create={create} />
          </Catcher>
        )}
        {renderer && <Zoom renderer={renderer} />}
        {fitting && scene?.nodes.length === 0 && <Nothing filtered={filterCount(request.filter) > 0} />}
        {fitting && scene && legend && <Legend scene={scene} mode={mode} />}
      </div>
      {fitting && scene && <Totals scene={scene} loading={loading} />}
    </div>
  );
}

function Zoom({ renderer }: { renderer: MapRenderer }) {
  return (
    <div className="map-zoom" role="group" aria-label="Zoom">
      <Button variant="icon" iconName="zoom-in" ariaLabel="Zoom in" onClick={() => renderer.zoom(1 / 1.5)} />
      <Button variant="icon" iconName="zoom-out" ariaLabel="Zoom out" onClick={() => renderer.zoom(1.5)} />
      <Button variant="icon" iconName="zoom-to-fit" ariaLabel="Show everything (f)" data-testid="map-fit" onClick={() => void renderer.glide(renderer.cameraOnAll())} />
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <div className="map-screen__middle">
      {filtered ? "Nothing passes the filters. Take some of them off." : "The crawl found nothing that this view shows."}
    </div>
  );
}

function Totals({ scene, loading }: { scene: Scene; loading: boolean }) {
  const { go } = useNavigation();
  const { totals, notes } = scene;
  return (
    <footer className="map-totals" data-testid="map-totals">
      <span>
        {counted(totals.accounts, "account")}
        {totals.accountsDrawn < totals.accounts ? ` (${count(totals.accountsDrawn)} drawn one by one)` : ""}, {counted(totals.relations, "relation")}
      </span>
      {totals.unreadAccounts > 0 && (
        <button type="button" className="link-button link-button--warning" onClick={() => go({ screen: "coverage", coverageText: "" })}>
          {counted(totals.unreadAccounts, "account")} not read completely
        </button>
      )}
      {notes.map((note) => (
        <Box key={note} variant="span" color="text-body-secondary" fontSize="body-s">
          {note}
        </Box>
      ))}
      {loading && <Spinner />}
    </footer>
  );
}

function useFitKey(renderer: MapRenderer | null): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (renderer) void renderer.glide(renderer.cameraOnAll());
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [renderer]);
}
