// What the mouse is over, in a few words.
import { nodeDifference } from "../../map/changes";
import { plainKind } from "../../map/icons";
import type { Badge, BadgeKind, NodeState, Scene, SceneNode } from "../../platform/bindings";
import { KindIcon } from "../../parts/KindIcon";
import { count, counted } from "../../state/words";
import { reasonsOf } from "./reasons";

/** What each state means, as the legend and the card say it. */
export const stateWords: Record<NodeState, string> = {
  ok: "read completely",
  partial: "read in part: what is not shown is unknown",
  unread: "not read in this crawl: last known state",
  suspended: "suspended or closing",
  unknown: "named by others, outside the organization or not in the cache",
};

/** Where the mouse is on the map, and how large the map is. */
export interface HoverPlace {
  x: number;
  y: number;
  width: number;
  height: number;
}

const ASIDE = 14;

/** On the side of the mouse that has more room, so that the card is whole. */
function beside({ x, y, width, height }: HoverPlace) {
  return {
    ...(x > width / 2 ? { right: width - x + ASIDE } : { left: x + ASIDE }),
    ...(y > height / 2 ? { bottom: height - y + ASIDE } : { top: y + ASIDE }),
  };
}

/** The card beside the mouse. */
export function HoverCard({ node, scene, at }: { node: SceneNode; scene: Scene; at: HoverPlace }) {
  const many = node.shape === "bundle" ? `stands for ${count(node.count)}` : null;
  const lines = [
    [plainKind(node.kind), many, node.detail, node.region === "global" ? null : node.region].filter(Boolean).join(" · "),
    nodeDifference(scene, node.id),
    node.state === "ok" || node.shape === "gap" ? null : stateWords[node.state],
    node.shape === "gap" ? (node.state === "unknown" ? "not seen; whether it is there was not read" : "required, and not there") : null,
    ...badgeWords(node.badges),
    ...whyWords(scene, node.id),
    node.canOpen ? `double-click ${node.isOpen ? "closes" : "opens"}` : null,
  ].filter((line) => line !== null);
  return (
    <div className="hover-card" style={beside(at)} aria-hidden="true">
      <div className="hover-card__title">
        <KindIcon kind={node.kind} /> {node.label}
      </div>
      {lines.map((line) => (
        <div key={line} className="faint">
          {line}
        </div>
      ))}
    </div>
  );
}

const MOST_WHYS = 2;

/** Why lines of a node are not known, or as last read: a line for each reason, and how many reasons more there are. */
export function whyWords(scene: Scene, id: string): string[] {
  const reasons = reasonsOf(scene.edges.filter((edge) => edge.from === id || edge.to === id));
  const told = reasons.slice(0, MOST_WHYS).map(({ why, lines }) => `${counted(lines, "line")} not surely known: ${why}`);
  const more = reasons.length - told.length;
  return more > 0 ? [...told, `and ${counted(more, "more reason")}`] : told;
}

/** What the badges say, a line for each. */
export function badgeWords(badges: readonly Badge[]): string[] {
  const number = (kind: BadgeKind) => badges.find((badge) => badge.kind === kind)?.count ?? 0;
  const limitless = number("allow-all");
  const attached = counted(number("attached"), "policy", "policies");
  return [
    number("attached") > 0 ? `${attached} attached here${limitless > 0 ? `, ${count(limitless)} of them AWS's own that allow everything` : ""}` : null,
    number("inherited") > 0 ? `${counted(number("inherited"), "policy", "policies")} attached above` : null,
    number("unread") > 0 ? `${counted(number("unread"), "unit")} not read completely` : null,
  ].filter((line) => line !== null);
}
