// The map itself: hands scenes, selections and the camera to the renderer, and clicks and keys back to the place.
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { CameraPlace } from "../../map/camera";
import { nodeDifference } from "../../map/changes";
import { offerMeasurement } from "../../map/measure";
import type { Mode } from "../../map/palette";
import { MapRenderer } from "../../map/renderer";
import { trailOf } from "../../map/trail";
import type { Scene } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useNavigation } from "../../state/navigation";
import { toggled, toggledNode } from "../../state/place";
import { accountIn, nodeIn, type Named } from "../../state/change";
import { useIntents } from "../../state/intents";
import { draggedWith } from "../../map/dragging";
import { counted } from "../../state/words";
import { HoverCard, type HoverPlace } from "./HoverCard";
import { PathBanner } from "./PathBanner";
import { Minimap } from "./Minimap";
import { mapKey } from "./mapKeys";
import { useCamera } from "./useCamera";
import { useLatest } from "./useLatest";

/** What a test may put in the renderer's place. */
export type CreateRenderer = (...parameters: ConstructorParameters<typeof MapRenderer>) => MapRenderer;

interface MapCanvasProps {
  scene: Scene;
  /** The scene answers the present request. */
  current: boolean;
  mode: Mode;
  onRenderer: (renderer: MapRenderer | null) => void;
  /** Told once a scene is on the map. */
  onDrawn: (scene: Scene) => void;
  create?: CreateRenderer;
}

/** The canvas. */
export function MapCanvas({ scene, current, mode, onRenderer, onDrawn, create }: MapCanvasProps) {
  const platform = usePlatform();
  const container = useRef<HTMLDivElement>(null);
  const renderer = useRef<MapRenderer | null>(null);
  const { place, go, amend, select } = useNavigation();
  const [hover, setHover] = useState<(HoverPlace & { id: string }) | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [drag, setDrag] = useState<{ id: string; over: string | null; at: { x: number; y: number } } | null>(null);
  const intents = useIntents();
  const [camera, setCamera] = useState<CameraPlace | null>(null);
  const latest = useLatest({ place, scene });

  const open = (id: string) => {
    const node = latest.current.scene.nodes.find((one) => one.id === id);
    setHover(null);
    if (node?.canOpen) go(({ map }) => toggledNode(map, node));
  };
  const choose = (id: string | null, add: boolean) => {
    const { selection } = latest.current.place;
    if (id === null) {
      if (selection.length > 0) select([]);
    } else select(add ? toggled(selection, id) : [id]);
    // What is picked is told beside the map, and what is opened moves away from under the mouse.
    setHover(null);
    setFocused(null);
  };
  const called = (id: string): Named => ({ id: accountIn(id) ?? nodeIn(id) ?? id, name: latest.current.scene.nodes.find((node) => node.id === id)?.label ?? id });
  /** Dropped on an OU, or with an OU still to be chosen: all that is selected goes along where it is part of it. */
  const move = (id: string, to: string | null) => {
    const accounts = draggedWith(id, latest.current.place.selection, latest.current.scene).map((node) => called(node.id));
    if (accounts.length > 0) intents.move(accounts, to === null ? null : called(to));
  };
  const actions = useLatest({ open, choose, move });

  // Before the window is painted: a scene that has arrived is never a name over the former picture.
  useLayoutEffect(() => {
    if (!container.current) return;
    const listener = {
      onSelect: (id: string | null, add: boolean) => actions.current.choose(id, add),
      onOpen: (id: string) => actions.current.open(id),
      onHover: (id: string | null, at: { x: number; y: number }) => {
        const stage = container.current;
        setHover(id === null || !stage ? null : { id, ...at, width: stage.offsetWidth, height: stage.offsetHeight });
      },
      onDrag: (next: typeof drag) => {
        setHover(null);
        setDrag(next);
      },
      onDrop: (id: string, over: string) => actions.current.move(id, over),
      onCamera: (next: CameraPlace) => {
        setCamera(next);
        amend(({ map }) => (map.camera === null ? {} : { map: { ...map, camera: next } }));
      },
    };
    const made = create ? create(container.current, listener, mode) : new MapRenderer(container.current, listener, mode);
    renderer.current = made;
    onRenderer(made);
    const withdraw = offerMeasurement(made);
    return () => {
      withdraw();
      onRenderer(null);
      renderer.current = null;
      made.kill();
    };
    // The renderer lives as long as the canvas; modes and scenes reach it through the effects below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => renderer.current?.setMode(mode), [mode]);
  useLayoutEffect(() => {
    renderer.current?.setScene(scene);
    onDrawn(scene);
  }, [scene, onDrawn]);
  // What is asked for next is worked out once this is on the screen.
  useEffect(() => {
    const drawn = requestAnimationFrame(() => void platform.prepare().catch(() => undefined));
    return () => cancelAnimationFrame(drawn);
  }, [scene, platform]);
  useEffect(() => renderer.current?.setSelected(new Set(place.selection)), [place.selection, scene]);
  useEffect(() => renderer.current?.setPath(place.map.path), [place.map.path, scene]);
  useEffect(() => renderer.current?.setFocused(focused), [focused, scene]);
  useCamera(renderer, scene, current);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = mapKey(event.key, { scene, focused, selection: place.selection, shift: event.shiftKey });
    if (step === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (step.do === "focus") setFocused(step.id);
    else if (step.do === "select") select([step.id]);
    else if (step.do === "add") select(toggled(place.selection, step.id));
    else if (step.do === "move") move(step.id, null);
    else if (step.do === "open") open(step.id);
    else choose(null, false);
  };

  const { path } = place.map;
  const trail = useMemo(() => trailOf(path, scene), [path, scene]);
  const hovered = hover && scene.nodes.find((node) => node.id === hover.id);
  return (
    <div
      className="map-canvas"
      data-testid="map"
      data-view={scene.view}
      data-nodes={scene.nodes.length}
      data-edges={scene.edges.length}
      data-ready={current}
      data-selected={place.selection.join(" ")}
      data-path={trail.lines.flatMap((line) => line.hops).join(" ")}
    >
      <div
        ref={container}
        className="map-canvas__stage"
        tabIndex={0}
        role="application"
        aria-label={`Map, ${scene.view} view, ${scene.nodes.length} nodes. Arrow keys move, Enter shows details, Shift and Enter selects one more, Space opens or closes, M moves accounts to another OU. The tables hold the same.`}
        onKeyDown={onKeyDown}
      />
      {path && <PathBanner path={path} missing={trail.missing} />}
      {drag && <DragNote id={drag.id} over={drag.over} at={drag.at} scene={scene} selection={place.selection} />}
      {hovered && !drag && <HoverCard node={hovered} scene={scene} at={hover} />}
      <Minimap scene={scene} camera={camera} renderer={renderer} mode={mode} />
      <div className="visually-hidden" aria-live="polite">
        {announce(scene, focused, place.selection)}
      </div>
    </div>
  );
}

/** What letting go would do, beside the mouse. */
function DragNote({ id, over, at, scene, selection }: { id: string; over: string | null; at: { x: number; y: number }; scene: Scene; selection: readonly string[] }) {
  const dragged = draggedWith(id, selection, scene);
  const [first] = dragged;
  const what = dragged.length === 1 && first ? first.label : counted(dragged.length, "account");
  const to = scene.nodes.find((node) => node.id === over);
  return (
    <div className="drag-note" style={{ left: at.x + 14, top: at.y + 10 }} data-testid="drag-note">
      {to ? (
        <>
          Plan to move <b>{what}</b> to <b>{to.label}</b>
        </>
      ) : (
        <>
          <b>{what}</b>: drop it on an OU
        </>
      )}
    </div>
  );
}

function announce(scene: Scene, focused: string | null, selection: readonly string[]): string {
  const node = scene.nodes.find((one) => one.id === focused);
  const selected = selection.length === 0 ? "" : selection.length === 1 ? ", selected" : `, ${selection.length} selected`;
  if (!node) return "";
  const difference = nodeDifference(scene, node.id);
  return `${node.label}${node.detail ? `, ${node.detail}` : ""}${difference === null ? "" : `, ${difference}`}${selected}`;
}
