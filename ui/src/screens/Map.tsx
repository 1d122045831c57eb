// The topology screen: toolbar, map, legend, and what the map does not show, in words.
import Button from "@cloudscape-design/components/button";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, useEffect, useState } from "react";
import type { Mode } from "../map/palette";
import type { MapRenderer } from "../map/renderer";
import type { Scene } from "../platform/bindings";
import { Catcher } from "../parts/Catcher";
import { isTyping } from "../parts/keys";
import { Problem } from "../parts/Problem";
import { useNavigation } from "../state/navigation";
import { filterCount } from "../state/place";
import { useSession } from "../state/session";
import { count, counted } from "../state/words";
import { Empty } from "./map/Empty";
import { Legend } from "./map/Legend";
import { ChangeList, PreviewBanner, useEscapeFromPreview } from "./map/Preview";
import { Waiting } from "./map/Waiting";
import { MapCanvas, type CreateRenderer } from "./map/MapCanvas";
import { MapToolbar } from "./map/MapToolbar";
import { useMapScene } from "./map/useMapScene";

/** The screen. */
export function MapScreen({ mode, create }: { mode: Mode; create?: CreateRenderer }) {
  const { scene, request, fitting, current, failure, loading, again } = useMapScene();
  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const [legend, setLegend] = useState(false);
  const [drawn, setDrawn] = useState<Scene | null>(null);
  const [list, setList] = useState(true);
  const { place, amend } = useNavigation();
  const { preview } = place.map;
  useFitKey(renderer);
  useEscapeFromPreview(preview);
  // What answers the view that is asked for may still have to be drawn, and until then the former picture is under it.
  const ready = fitting && scene !== null && drawn?.view === scene.view;
  const onDrawn = useCallback((next: Scene) => setDrawn(next), []);
  const compared = ready ? scene.changes : undefined;
  return (
    <div className="map-screen">
      <MapToolbar request={request} legend={legend} onLegend={() => setLegend(!legend)} />
      {preview !== null && <PreviewBanner plan={preview} scene={compared ? scene : null} list={list} onList={() => setList(!list)} />}
      <div className="map-screen__row">
        {legend && (
          <aside className="legend" aria-label="Legend">
            {ready && <Legend scene={scene} mode={mode} />}
          </aside>
        )}
        <div className={ready ? "map-screen__stage" : "map-screen__stage map-screen__stage--waiting"} data-view={request.view}>
          {failure && <Problem failure={failure} what="the map" onRetry={again} />}
          {!ready && !failure && <Waiting key={`${request.view} ${request.named}`} request={request} />}
          {scene && !failure && (
            <Catcher what="The map">
              <MapCanvas scene={scene} current={current} mode={mode} onRenderer={setRenderer} onDrawn={onDrawn} create={create} />
            </Catcher>
          )}
          {renderer && <Zoom renderer={renderer} />}
          {ready && isEmpty(scene) && <Empty filtered={filterCount(request.filter) > 0} />}
        </div>
        {list && compared && compared.rows.length > 0 && (
          <ChangeList changes={compared} onGo={(ids) => amend(({ map }) => ({ aim: ids, map: { ...map, camera: null } }))} />
        )}
      </div>
      {ready && <Totals scene={scene} loading={loading} />}
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

/** A root by itself is drawn also where nothing was read. */
function isEmpty(scene: Scene): boolean {
  return scene.nodes.length === 0 || (scene.totals.accounts === 0 && scene.nodes.length <= 1);
}

/** A note of no more letters is shown whole. */
const SHORT_NOTE = 45;

/** One line, so that the map keeps its height whatever is said; the legend has the notes in full. */
function Totals({ scene, loading }: { scene: Scene; loading: boolean }) {
  const { go } = useNavigation();
  const { status } = useSession();
  const { totals, notes } = scene;
  const unread = status?.cache?.units.notRead ?? 0;
  return (
    <footer className="map-totals" data-testid="map-totals">
      <span>
        {counted(totals.accounts, "account")}
        {totals.accountsDrawn < totals.accounts ? ` (${count(totals.accountsDrawn)} drawn one by one)` : ""}, {counted(totals.relations, "relation")}
      </span>
      {unread > 0 && (
        <button type="button" className="link-button link-button--warning" data-testid="map-unread" onClick={() => go({ screen: "coverage", coverageText: "" })}>
          {counted(unread, "unit")} not read{totals.unreadAccounts > 0 ? `, in ${count(totals.unreadAccounts)} of these accounts` : ""}
        </button>
      )}
      {[...notes].sort((a, b) => a.length - b.length).map((note) => (
        <span key={note} className={note.length > SHORT_NOTE ? "map-totals__note" : undefined} title={note}>
          {note}
        </span>
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
