// What shapes, colours, outlines and lines mean, and what has to be known of the picture.
import { useState } from "react";
import { changeColor, changeWords, sceneChanges } from "../../map/changes";
import { classColor, classes, classNames, mapTheme, type Mode } from "../../map/palette";
import { edgeAccent, outlineOf, patterns } from "../../map/style";
import { markOf } from "../../map/marks";
import type { EdgeState, Scene, SceneChange, SceneEdge } from "../../platform/bindings";
import { KindIcon } from "../../parts/KindIcon";
import { plainKind } from "../../map/icons";
import { counted } from "../../state/words";
import { reasonsOf } from "./reasons";
import { certainty, relationMeaning } from "./relationWords";

/** Reasons that are told without being asked for; how many more there are always is. */
const FIRST_REASONS = 6;

/** The legend of what the scene shows. */
export function Legend({ scene, mode }: { scene: Scene; mode: Mode }) {
  const shownClasses = classes.filter((one) => scene.nodes.some((node) => node.class === one) || scene.guides.some((guide) => guide.class === one));
  const kinds = [...new Set(scene.nodes.filter((node) => node.shape !== "gap").map((node) => node.kind))].sort();
  const edges = [...new Map(scene.edges.map((edge) => [edge.kind, edge])).values()];
  const states = (Object.keys(patterns) as EdgeState[]).flatMap((state) => scene.edges.find((edge) => edge.state === state) ?? []);
  const mixed = scene.edges.some((edge) => markOf(edge) === "unknown");
  const changes = sceneChanges.filter((change) => scene.changes?.rows.some((row) => row.change === change));
  return (
    <>
      {changes.length > 0 && <h3>Dashed ring and line: what the plan changes</h3>}
      {changes.map((change) => (
        <div key={change} className="legend__row" data-testid="legend-change" data-change={change}>
          <Changed change={change} mode={mode} /> {changeWords[change].meaning}
        </div>
      ))}
      <h3>Colour: what it is for</h3>
      {shownClasses.map((one) => (
        <div key={one} className="legend__row">
          {one === "external" ? <Swatch look="unknown" mode={mode} /> : <Disc color={classColor(one, mode)} />} {classNames[one]}
        </div>
      ))}
      <h3>Outline: what is known</h3>
      <div className="legend__row"><Swatch look="ok" mode={mode} /> read completely</div>
      <div className="legend__row"><Swatch look="partial" mode={mode} /> read in part</div>
      <div className="legend__row"><Swatch look="unread" mode={mode} /> not read: last known state</div>
      <div className="legend__row"><Swatch look="suspended" mode={mode} /> suspended or closing</div>
      <div className="legend__row"><Swatch look="unknown" mode={mode} /> named, not in the cache</div>
      <div className="legend__row"><Swatch look="gap" mode={mode} /> required, not there</div>
      <div className="legend__row"><Swatch look="bundle" mode={mode} /> a number: stands for so many</div>
      {edges.length > 0 && <h3>Line: what it means</h3>}
      {edges.map((edge) => (
        <div key={edge.kind} className="legend__row">
          <Line edge={unchanged({ ...edge, state: "solid" })} mode={mode} /> {relationMeaning(edge.kind)}
        </div>
      ))}
      {states.length > 0 && <h3>Pattern: what is known of it</h3>}
      {states.map((edge) => (
        <div key={edge.state} className="legend__row" data-state={edge.state}>
          <Line edge={unchanged(edge)} mode={mode} /> {certainty(scene.view, edge.state)}
        </div>
      ))}
      <Reasons scene={scene} />
      {mixed && (
        <div className="legend__row">
          <Mixed mode={mode} /> also stands for some that are not known
        </div>
      )}
      <h3>Icon: what it is</h3>
      {kinds.map((kind) => (
        <div key={kind} className="legend__row">
          <KindIcon kind={kind} /> {plainKind(kind)}
        </div>
      ))}
      {scene.notes.length > 0 && <h3>To know</h3>}
      {scene.notes.map((note) => (
        <div key={note} className="legend__words faint" title={note}>
          {note}
        </div>
      ))}
    </>
  );
}

/** Why lines are not known; those with the most lines first. */
function Reasons({ scene }: { scene: Scene }) {
  const [all, setAll] = useState(false);
  const reasons = reasonsOf(scene.edges);
  const shown = all ? reasons : reasons.slice(0, FIRST_REASONS);
  return (
    <>
      {shown.map(({ why }) => (
        <div key={why} className="legend__words faint" data-testid="legend-why" title={why}>
          {why}
        </div>
      ))}
      {shown.length < reasons.length && (
        <button type="button" className="link-button" data-testid="legend-more" onClick={() => setAll(true)}>
          {counted(reasons.length - shown.length, "more reason")}
        </button>
      )}
    </>
  );
}

function Disc({ color }: { color: string }) {
  return (
    <svg width="16" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill={color} stroke="currentColor" strokeOpacity="0.45" />
    </svg>
  );
}

function Line({ edge, mode }: { edge: SceneEdge; mode: Mode }) {
  return (
    <svg width="26" height="10" aria-hidden="true">
      <path d="M1 5h24" stroke={edgeAccent(edge, mapTheme(mode))} strokeWidth="2" strokeDasharray={patterns[edge.state].dash.join(" ") || undefined} />
      {edge.state === "hollow" && <circle cx="22" cy="5" r="3" fill={mapTheme(mode).background} stroke={edgeAccent(edge, mapTheme(mode))} strokeWidth="1.4" />}
    </svg>
  );
}

/** The line as it is drawn where nothing becomes of it. */
function unchanged(edge: SceneEdge): SceneEdge {
  const rest = { ...edge };
  delete rest.change;
  return rest;
}

/** A disc and a line as they are drawn where something becomes of them. */
function Changed({ change, mode }: { change: SceneChange; mode: Mode }) {
  const color = changeColor(change, mapTheme(mode));
  const dashed = change === "removed" ? undefined : "4 3";
  return (
    <svg width="46" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke={color} strokeWidth="1.8" strokeDasharray={change === "changed" ? undefined : "4 3"} />
      {change === "removed" && <path d="M4 4l8 8M4 12l8 -8" stroke={color} strokeWidth="1.8" />}
      <text x="17" y="12" fontSize="12" fontWeight="700" fill={color}>{changeWords[change].sign}</text>
      <path d="M28 8h17" stroke={color} strokeWidth="2" strokeDasharray={dashed} />
    </svg>
  );
}

function Mixed({ mode }: { mode: Mode }) {
  const { lineStrong, text } = mapTheme(mode);
  return (
    <svg width="26" height="14" aria-hidden="true">
      <path d="M1 7h24" stroke={lineStrong} strokeWidth="2" />
      {[2.5, 7, 11.5].map((y) => (
        <circle key={y} cx="13" cy={y} r="1.7" fill={text} />
      ))}
    </svg>
  );
}

type Look = "ok" | "partial" | "unread" | "suspended" | "unknown" | "gap" | "bundle";

function Swatch({ look, mode }: { look: Look; mode: Mode }) {
  const theme = mapTheme(mode);
  const own = classColor("dev", mode);
  const stripes = `stripes-${look}`;
  const fill = look === "unread" ? `url(#${stripes})` : look === "unknown" || look === "gap" ? "none" : own;
  const border = look === "gap" ? theme.gap : look === "unknown" ? theme.lineStrong : look === "unread" ? theme.muted : outlineOf(own, theme);
  return (
    <svg width="16" height="16" aria-hidden="true" opacity={look === "suspended" ? 0.4 : 1}>
      <defs>
        <pattern id={stripes} width="4" height="4" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
          <rect width="4" height="4" fill={theme.unread} />
          <rect width="2" height="4" fill={border} opacity="0.6" />
        </pattern>
      </defs>
      {look === "gap" ? (
        <rect x="3" y="3" width="10" height="10" fill="none" stroke={border} strokeWidth="1.6" />
      ) : (
        <circle cx="8" cy="8" r="6" fill={fill} stroke={border} strokeWidth="1.5" strokeDasharray={look === "unknown" ? "2.5 2" : undefined} />
      )}
      {look === "partial" && <path d="M2 8a6 6 0 0 0 12 0z" fill={theme.background} stroke={border} strokeWidth="1.5" />}
      {look === "bundle" && <circle cx="8" cy="8" r="3.6" fill="none" stroke={border} />}
    </svg>
  );
}
