// The map on the screen: Sigma with a canvas below it and one above it, its camera and its mouse.
import Sigma from "sigma";
import type { Scene, TrustPath } from "../platform/bindings";
import { boundsOf, cameraAfterResize, cameraFor, cameraThatSees, cameraToRead, isNear, sideFor, unitScale, type CameraPlace, type Stage } from "./camera";
import { Drag } from "./drag";
import { changedDiscs } from "./changes";
import { canDrag, DROP_ASIDE, dropTarget } from "./dragging";
import { Drawing } from "./drawing";
import { Movement } from "./figures";
import { discBoxes, type Frame } from "./frame";
import { GuidePainter } from "./guides";
import { mark } from "./measure";
import { Overlay } from "./overlay";
import { Pace, Picture, type Place } from "./picture";
import { mapTheme, type MapTheme, type Mode } from "./palette";
import { sigmaSettings, STAGE_PADDING } from "./settings";
import { Sprites } from "./sprites";
import type { Point } from "./geometry";
import { noTrail, trailOf, type Trail } from "./trail";

/** What the map tells the screen. */
export interface MapListener {
  onSelect: (id: string | null, add: boolean) => void;
  onOpen: (id: string) => void;
  onHover: (id: string | null, at: { x: number; y: number }) => void;
  onCamera: (camera: CameraPlace) => void;
  /** An account is dragged, over what it would be dropped on; `null` once it is not any more. */
  onDrag: (drag: { id: string; over: string | null; at: { x: number; y: number } } | null) => void;
  /** An account was dropped on an OU. */
  onDrop: (id: string, over: string) => void;
}

/** The canvases of our own, and which of Sigma's layers each lies under. */
const LAYERS = [
  ["guides", { beforeLayer: "edges", style: {} }],
  ["overlay", { beforeLayer: "mouse", style: {} }],
  ["picture", { beforeLayer: "mouse", style: {} }],
] as const;

/** The layers that a picture of the map is made of, from the lowest. */
const PICTURED = ["guides", "edges", "nodes", "overlay"];

/** Sigma's layers that stay empty; hidden, they cost the window no compositing. */
const UNUSED_LAYERS = ["edgeLabels", "labels", "hovers", "hoverNodes"];

const FIRST_SIDE = 2000;
const MOVE_TIME = 280;
const FLY_TIME = 250;
const SETTLE_TIME = 110;
const HOVER_DELAY = 70;
/** A click on what can be opened waits so long for a second one: its panel would move what is clicked. As long as Sigma waits. */
const SECOND_CLICK = 300;
/** The stage changes its height by less than this where what is said under it grows or shrinks. */
const ONE_LINE = 110;
/** How far from the edge a selected node is kept, in pixels. */
const SEEN_MARGIN = 40;
/** More figures than this are put in place without a movement. */
const MOST_MOVING = 700;
/** A scene with more edges than this hides them while the camera moves. */
const MANY_EDGES = 300;
/** How large a node becomes at least when the camera flies to it, and at most, so that what is around it is seen too; in pixels. */
const FLY_RADIUS = 16;
const MOST_RADIUS = 48;
/** So long after the camera was sent to something, a panel that opens beside the map sends it there anew: into what remains. */
const AIM_TIME = 2500;
/** What is otherwise is shown with so much around it, and no closer than this. */
const CHANGES_ASIDE = 1.25;
const CHANGES_CLOSEST = 0.22;
/** How large most of what an opened node holds becomes at least, in pixels. */
const READ_RADIUS = 9;

/** Sigma, whose drawing can be put off while a picture of it is moved instead. */
class PutOff extends Sigma {
  /** Answers whether nothing needs to be drawn for now. */
  isPutOff?: () => boolean;

  override scheduleRender(): this {
    return this.isPutOff?.() ? this : super.scheduleRender();
  }

  /** Draws at once. */
  draw(): void {
    this.refresh({ partialGraph: { nodes: [], edges: [] }, skipIndexation: true });
  }
}

/** The renderer. */
export class MapRenderer {
  private readonly sigma: PutOff;
  private readonly drawing: Drawing;
  private readonly overlay = new Overlay(new Sprites(window.devicePixelRatio || 1));
  private readonly guides = new GuidePainter();
  private readonly observer: ResizeObserver;
  private theme: MapTheme;
  private scene: Scene | null = null;
  private stage: Stage;
  private selected: ReadonlySet<string> = new Set();
  private hovered: string | null = null;
  private focused: string | null = null;
  private path: TrustPath | null = null;
  private trail: Trail = noTrail;
  private movement: { steps: Movement; started: number; frame: number } | null = null;
  private movedAt = 0;
  /** The ratio that the last click on a zoom button leads to. */
  private zoomed: number | null = null;
  private readonly picture: Picture;
  private readonly pace = new Pace();
  /** What the camera was sent to last, and when. */
  private aimed: { ids: ReadonlySet<string>; at: number } | null = null;
  private readonly drag: Drag;
  /** A drag has just ended: what the browser takes for a click is none. */
  private dropped = false;
  private settleTimer = 0;
  private hoverTimer = 0;
  private clickTimer = 0;
  private windowWidth = window.innerWidth;
  private left: number;
  private top: number;

  constructor(
    private readonly container: HTMLElement,
    private readonly listener: MapListener,
    mode: Mode,
  ) {
    this.theme = mapTheme(mode);
    this.drawing = new Drawing(this.theme, FIRST_SIDE);
    this.sigma = new PutOff(this.drawing.graph, container, sigmaSettings(this.drawing));
    for (const [layer, place] of LAYERS) this.sigma.createCanvasContext(layer, place);
    const canvases = this.sigma.getCanvases();
    this.picture = new Picture(canvases.picture, PICTURED.flatMap((layer) => canvases[layer] ?? []), container);
    this.sigma.isPutOff = () => this.carry();
    // It only takes events; what nobody can see is not composited.
    this.sigma.getCanvases().mouse?.style.setProperty("opacity", "0");
    for (const layer of UNUSED_LAYERS) this.sigma.getCanvases()[layer]?.style.setProperty("display", "none");
    ({ left: this.left, top: this.top } = container.getBoundingClientRect());
    this.setSide(FIRST_SIDE);
    this.stage = this.measureStage();
    this.sigma.resize(true);
    this.drag = new Drag({
      canDrag: (id) => this.scene !== null && !this.scene.changes && canDrag(this.scene.view, this.drawing.figures.get(id)?.node),
      targetAt: (at) => this.dropTargetAt(at),
      onDrag: (drag) => {
        this.container.style.cursor = drag ? "grabbing" : "";
        this.setFocused(drag?.over ?? null);
        listener.onDrag(drag);
      },
      onDrop: listener.onDrop,
    });
    this.listen();
    this.listenToDrags();
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(container);
  }

  /**
   * Shows a scene. Nodes that stay keep their place; the others grow and shrink unless there are too many. Another view is drawn at
   * once and whole: nothing of the former one is seen under its name.
   */
  setScene(scene: Scene): void {
    this.endMovement();
    const turned = this.scene?.view !== scene.view;
    const diff = this.drawing.diff(scene);
    this.scene = scene;
    this.trail = trailOf(this.path, scene);
    if (turned) this.setSide(sideFor(scene.bounds));
    this.drawing.take(scene, diff);
    this.sigma.setSetting("hideEdgesOnMove", !this.pace.isSlow && scene.edges.length > MANY_EDGES);
    if (this.hovered !== null && !scene.nodes.some((node) => node.id === this.hovered)) this.hovered = null;
    this.bringForward();
    const steps = Movement.between(diff, this.drawing.figures);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.movement = { steps, started: performance.now(), frame: 0 };
    if (turned || still || steps.count > MOST_MOVING) this.endMovement();
    else this.moveOn();
    if (turned) this.sigma.refresh();
    mark("armillary:drawn");
  }

  /** Changes between light and dark. */
  setMode(mode: Mode): void {
    if (mode === this.theme.mode) return;
    this.theme = mapTheme(mode);
    this.drawing.recolor(this.theme, this.scene);
    this.sigma.scheduleRefresh();
  }

  /** Marks what is selected. */
  setSelected(selected: ReadonlySet<string>): void {
    this.selected = selected;
    this.sigma.scheduleRender();
  }

  /** Marks where the keyboard is. */
  setFocused(id: string | null): void {
    this.focused = id;
    this.sigma.scheduleRender();
  }

  /** Draws a path over the map and fades everything else; `null` takes it away. */
  setPath(path: TrustPath | null): void {
    if (path === this.path) return;
    this.path = path;
    this.trail = this.scene ? trailOf(path, this.scene) : noTrail;
    this.bringForward();
    this.sigma.scheduleRefresh();
  }

  /** Where the map is looked at from. */
  camera(): CameraPlace {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    return { x, y, ratio };
  }

  /** Goes there at once. */
  setCamera(camera: CameraPlace): void {
    this.sigma.getCamera().setState(camera);
  }

  /** Goes there in so many milliseconds. */
  glide(camera: CameraPlace, duration = FLY_TIME): Promise<void> {
    return this.sigma.getCamera().animate(camera, { duration, easing: "quadraticInOut" });
  }

  /** The camera that shows everything. */
  cameraOnAll(): CameraPlace {
    return this.scene ? cameraFor(this.scene.bounds, this.stage) : this.camera();
  }

  /** The camera that shows what is otherwise, with enough around it to tell where that is; `null` where nothing of it is drawn. */
  cameraOnChanges(): CameraPlace | null {
    const bounds = this.scene && boundsOf(changedDiscs(this.scene));
    if (!bounds) return null;
    const camera = cameraFor(bounds, this.stage);
    return { ...camera, ratio: Math.max(camera.ratio * CHANGES_ASIDE, CHANGES_CLOSEST) };
  }

  /** Zooms in (below 1) or out (above 1). */
  zoom(factor: number): void {
    const camera = this.camera();
    // Clicks that follow quickly go on from where the last one leads, not from where the camera is on its way there.
    const from = this.zoomed !== null && this.sigma.getCamera().isAnimated() ? this.zoomed : camera.ratio;
    this.zoomed = from * factor;
    void this.glide({ ...camera, ratio: this.zoomed }, 160);
  }

  /** The camera that shows some nodes, as close as it is now when they fit and are neither tiny nor all that is seen; `null` when none of them is on the map. */
  cameraOn(ids: ReadonlySet<string>): CameraPlace | null {
    const discs = this.scene?.nodes.filter((node) => ids.has(node.id)) ?? [];
    const bounds = boundsOf(discs);
    if (!bounds) return null;
    const least = Math.min(...discs.map((disc) => disc.size));
    const close = cameraFor(bounds, this.stage, FLY_RADIUS / Math.max(least, 1e-6));
    const closest = cameraFor(bounds, this.stage, MOST_RADIUS / Math.max(least, 1e-6));
    return { x: close.x, y: close.y, ratio: Math.max(Math.min(this.camera().ratio, close.ratio), closest.ratio) };
  }

  /** Goes to some nodes, flying or at once, and into what remains where a panel opens beside the map meanwhile; answers where, as `cameraOn`. */
  goTo(ids: ReadonlySet<string>, flying: boolean): CameraPlace | null {
    const camera = this.cameraOn(ids);
    this.aimed = camera && { ids, at: performance.now() };
    if (camera && flying) void this.glide(camera);
    else if (camera) this.setCamera(camera);
    return camera;
  }

  /** The camera from which some nodes can be read; `null` where they can be from where it is. */
  cameraToRead(ids: ReadonlySet<string>): CameraPlace | null {
    const discs = this.scene?.nodes.filter((node) => ids.has(node.id)) ?? [];
    return cameraToRead(this.camera(), this.stage, discs, READ_RADIUS);
  }

  /** The width and height of what is seen, and the side of the whole, in framed coordinates, for the minimap. */
  viewport(): { width: number; height: number; side: number } {
    const scale = (unitScale(this.stage) * this.drawing.side) / this.camera().ratio;
    return { width: this.stage.width / scale, height: this.stage.height / scale, side: this.drawing.side };
  }

  /** Where a node is on the page; `null` for one that is not on the map. */
  pageAt(id: string): Point | null {
    const figure = this.drawing.figures.get(id);
    if (!figure) return null;
    const { left, top } = this.container.getBoundingClientRect();
    const { x, y } = this.sigma.graphToViewport(figure);
    return { x: left + x, y: top + y };
  }

  /** Takes the map off the screen. */
  kill(): void {
    this.endMovement();
    window.clearTimeout(this.settleTimer);
    window.clearTimeout(this.hoverTimer);
    window.clearTimeout(this.clickTimer);
    window.removeEventListener("keydown", this.onEscape);
    this.observer.disconnect();
    this.sigma.kill();
  }

  private listen(): void {
    const { sigma, listener } = this;
    sigma.on("afterRender", () => this.drawAround());
    sigma.on("clickNode", ({ node, event }) => {
      if (this.dropped) return;
      const add = event.original.shiftKey;
      window.clearTimeout(this.clickTimer);
      if (this.drawing.figures.get(node)?.node.canOpen) this.clickTimer = window.setTimeout(() => listener.onSelect(node, add), SECOND_CLICK);
      else listener.onSelect(node, add);
    });
    for (const taken of ["downStage", "downNode", "wheelStage", "wheelNode"] as const) sigma.on(taken, () => (this.aimed = null));
    sigma.on("clickStage", ({ event }) => {
      if (!event.original.shiftKey && !this.dropped) listener.onSelect(null, false);
    });
    sigma.on("doubleClickNode", (payload) => {
      payload.preventSigmaDefault();
      window.clearTimeout(this.clickTimer);
      listener.onOpen(payload.node);
    });
    sigma.on("enterNode", ({ node, event }) => {
      this.container.style.cursor = "pointer";
      this.hover(node, event);
    });
    sigma.on("leaveNode", ({ event }) => {
      this.container.style.cursor = "";
      this.hover(null, event);
    });
    sigma.getCamera().on("updated", () => {
      this.movedAt = performance.now();
      window.clearTimeout(this.settleTimer);
      this.settleTimer = window.setTimeout(() => this.settle(), SETTLE_TIME);
    });
  }

  private listenToDrags(): void {
    const { sigma, drag } = this;
    sigma.on("downNode", ({ node, event }) => {
      if (event.original instanceof MouseEvent && event.original.button === 0) drag.down(node, event);
    });
    sigma.on("moveBody", (moved) => {
      if (drag.move(moved.event)) moved.preventSigmaDefault();
    });
    const up = ({ event }: { event: { x: number; y: number } }) => {
      this.dropped = drag.up(event);
      window.setTimeout(() => (this.dropped = false));
    };
    sigma.on("upNode", up);
    sigma.on("upStage", up);
    window.addEventListener("keydown", this.onEscape);
  }

  private readonly onEscape = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.drag.cancel();
  };

  /** The OU at a place of the stage. */
  private dropTargetAt(at: { x: number; y: number }): string | null {
    if (!this.scene) return null;
    const aside = DROP_ASIDE / Math.max(this.frame().scale, 1e-6);
    return dropTarget(this.scene.nodes, this.sigma.viewportToGraph(at), aside)?.id ?? null;
  }

  private settle(): void {
    if (this.sigma.getCamera().isAnimated()) {
      this.settleTimer = window.setTimeout(() => this.settle(), SETTLE_TIME);
      return;
    }
    this.movedAt = 0;
    this.pace.rest();
    this.picture.drop();
    this.sigma.scheduleRender();
    this.listener.onCamera(this.camera());
  }

  private hover(id: string | null, at: { x: number; y: number }): void {
    window.clearTimeout(this.hoverTimer);
    this.hoverTimer = window.setTimeout(() => {
      this.hovered = id;
      this.bringForward();
      this.listener.onHover(id, { x: at.x, y: at.y });
      this.repaint();
    }, HOVER_DELAY);
  }

  /** What is not faded: what the mouse is over with all it touches, else the path that is shown, else everything. */
  private bringForward(): void {
    const path = this.trail.nodes.size > 0 ? this.trail.nodes : null;
    this.drawing.forward = this.hovered === null ? path : this.drawing.neighbourhood(this.hovered);
  }

  /** Draws every node and edge anew without laying them out again. */
  private repaint(): void {
    if (this.movement) return;
    const { graph } = this.drawing;
    this.sigma.refresh({ partialGraph: { nodes: graph.nodes(), edges: graph.edges() }, skipIndexation: true, schedule: true });
  }

  private drawAround(): void {
    const { guides, overlay } = this.sigma.getCanvases();
    const [below, above] = [guides?.getContext("2d"), overlay?.getContext("2d")];
    if (!this.scene || !below || !above) return;
    const frame = this.frame();
    if (frame.moving && this.sigma.getCamera().isAnimated()) this.pace.frame(performance.now());
    const names = this.guides.draw(below, frame, this.scene.guides, () => discBoxes(frame, this.drawing.figures.values()));
    const called = [...this.selected, ...(this.hovered === null ? [] : [this.hovered])];
    this.overlay.draw(above, frame, {
      figures: this.drawing.figures,
      trail: this.trail,
      strands: this.drawing.strands(called),
      marked: this.drawing.marked(),
      headed: this.drawing.headed(),
      changed: this.drawing.changed(),
      selected: this.selected,
      hovered: this.hovered,
      focused: this.focused,
      forward: this.drawing.forward,
      names,
    });
  }

  /** Where drawing is slow, moves a picture of the map with the camera; answers whether that will do, without drawing it. */
  private carry(): boolean {
    if (!this.pace.isSlow || this.movement || !this.isMoving()) return false;
    const cameraState = this.sigma.getCamera().getState();
    const [origin, unit] = [0, 1].map((x) => this.sigma.graphToViewport({ x, y: 0 }, { cameraState })) as [Point, Point];
    const place = { origin, scale: unit.x - origin.x };
    if (!this.picture.carry(place, performance.now())) this.takePicture(place);
    return true;
  }

  private takePicture(place: Place): void {
    if (this.sigma.getSetting("hideEdgesOnMove")) this.sigma.setSetting("hideEdgesOnMove", false);
    this.sigma.draw();
    this.picture.take(place, performance.now());
  }

  private isMoving(): boolean {
    return performance.now() - this.movedAt < SETTLE_TIME;
  }

  private frame(): Frame {
    const { width, height } = this.sigma.getDimensions();
    return {
      width,
      height,
      scale: this.sigma.getGraphToViewportRatio(),
      origin: this.sigma.graphToViewport({ x: 0, y: 0 }),
      theme: this.theme,
      moving: this.movement !== null || (this.isMoving() && !this.pace.isSlow),
    };
  }

  private moveOn(): void {
    const { movement } = this;
    if (!movement) return;
    const share = (performance.now() - movement.started) / MOVE_TIME;
    if (share >= 1) {
      this.endMovement();
      return;
    }
    movement.steps.at(share);
    this.drawing.movePositions();
    movement.frame = requestAnimationFrame(() => this.moveOn());
  }

  private endMovement(): void {
    if (!this.movement) return;
    cancelAnimationFrame(this.movement.frame);
    this.movement.steps.at(1);
    this.movement = null;
    this.drawing.movePositions();
    this.drawing.dropLeaving();
    this.sigma.scheduleRefresh();
  }

  /** The camera, moved if the node that is selected would not be seen: a panel never covers what it speaks of. */
  private seeing(camera: CameraPlace): CameraPlace {
    const [only] = this.selected.size === 1 ? this.selected : [];
    const figure = only === undefined ? undefined : this.drawing.figures.get(only);
    return figure ? cameraThatSees(camera, this.stage, figure, SEEN_MARGIN) : camera;
  }

  private setSide(side: number): void {
    this.drawing.side = side;
    const reach: [number, number] = [-side / 2, side / 2];
    this.sigma.setCustomBBox({ x: reach, y: reach });
    this.stage = this.measureStage();
  }

  private measureStage(): Stage {
    const { offsetWidth, offsetHeight } = this.container;
    return { width: Math.max(offsetWidth, 1), height: Math.max(offsetHeight, 1), padding: STAGE_PADDING, side: this.drawing.side };
  }

  private resized(): void {
    const before = this.stage;
    this.stage = this.measureStage();
    const known = before.width > 1 && this.stage.width > 1 && !this.sigma.getCamera().isAnimated();
    const whole = this.scene !== null && isNear(this.camera(), cameraFor(this.scene.bounds, before));
    // A panel at the right or below opens beside a picture that stays; for the window's size, the menu, the legend and a line more or less
    // under the map all of it is fitted anew.
    const { left, top } = this.container.getBoundingClientRect();
    const down = top - this.top;
    const line = before.width === this.stage.width && Math.abs(before.height - this.stage.height) < ONE_LINE;
    const turned = this.windowWidth !== window.innerWidth || this.left !== left || line;
    this.windowWidth = window.innerWidth;
    [this.left, this.top] = [left, top];
    const aimed = this.aimed && performance.now() - this.aimed.at < AIM_TIME ? this.cameraOn(this.aimed.ids) : null;
    if (aimed) void this.glide(aimed);
    else if (known) this.setCamera(whole && turned ? this.cameraOnAll() : this.seeing(cameraAfterResize(this.camera(), before, this.stage, down)));
    this.sigma.scheduleRefresh();
  }
}
