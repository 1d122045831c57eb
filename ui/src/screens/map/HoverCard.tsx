// What the mouse is over, in a few words.
import { plainKind } from "../../map/icons";
import type { NodeState, SceneNode } from "../../platform/bindings";
import { KindIcon } from "../../parts/KindIcon";
import { count } from "../../state/words";

/** What each state means, as the legend and the card say it. */
export const stateWords: Record<NodeState, string> = {
  ok: "read completely",
  partial: "read in part: what is not shown is unknown",
  unread: "not read in this crawl: last known state",
  suspended: "suspended or closing",
  unknown: "named by others, outside the organization or not in the cache",
};

/** The card beside the mouse. */
export function HoverCard({ node, at }: { node: SceneNode; at: { x: number; y: number } }) {
  const many = node.shape === "bundle" ? `stands for ${count(node.count)}` : null;
  const lines = [
    [plainKind(node.kind), many, node.detail, node.region === "global" ? null : node.region].filter(Boolean).join(" · "),
    node.state === "ok" ? null : stateWords[node.state],
    node.shape === "gap" ? "required, and not there" : null,
    ...node.badges.map((badge) => badgeWords[badge.kind](badge.count)),
    node.canOpen ? `double-click ${node.isOpen ? "closes" : "opens"}` : null,
  ].filter((line) => line !== null);
  return (
    <div className="hover-card" style={{ left: at.x + 14, top: at.y + 14 }} aria-hidden="true">
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

const badgeWords = {
  attached: (many: number) => `${many} policies attached here`,
  inherited: (many: number) => `${many} policies inherited from above`,
  unread: (many: number) => `${many} units not read completely`,
};
