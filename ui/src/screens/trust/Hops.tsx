// Hops as cards in order: who becomes or changes what, how, how sure that is, and, opened, why.
import Icon from "@cloudscape-design/components/icon";
import type { MouseEvent } from "react";
import type { TrustHop } from "../../platform/bindings";
import { Ticked } from "../../parts/Ticked";
import { hopWords } from "../../state/trustWords";
import { Conditions } from "./Conditions";
import { Explanation } from "./Explanation";
import { Verdict } from "./Verdict";
import { Who } from "./Who";

interface HopsProps {
  hops: readonly TrustHop[];
  /** Which one is explained. */
  open: number | null;
  onOpen: (hop: number | null) => void;
}

/** The cards. */
export function Hops({ hops, open, onOpen }: HopsProps) {
  return (
    <ol className="hops">
      {hops.map((hop, index) => (
        <HopCard key={index} hop={hop} number={index + 1} open={open === index} onToggle={() => onOpen(open === index ? null : index)} />
      ))}
    </ol>
  );
}

function HopCard({ hop, number, open, onToggle }: { hop: TrustHop; number: number; open: boolean; onToggle: () => void }) {
  const toggle = (event: MouseEvent) => {
    const inner = event.target instanceof Element && event.target.closest("button, a");
    if (!inner && hop.kind !== null && window.getSelection()?.isCollapsed !== false) onToggle();
  };
  return (
    <li className="hop">
      <span className={`hop__number hop__number--${hop.verdict}`} aria-hidden="true">
        {number}
      </span>
      <article className={`hop__card hop__card--${hop.verdict}`} data-testid="trust-hop" data-kind={hop.kind} data-verdict={hop.verdict}>
        <div className="hop__face" onClick={toggle}>
          <div className="hop__line">
            <Who node={hop.from} />
            <Verdict verdict={hop.verdict} />
          </div>
          <div className="hop__kind">
            <span aria-hidden="true">↳</span> {hopWords(hop.kind)}
          </div>
          <div className="hop__line">
            <Who node={hop.to} />
          </div>
          <p className="hop__reason">
            <Ticked text={hop.reason} />
          </p>
          <Conditions of={hop.conditions} />
          {hop.kind !== null && (
            <button type="button" className="link-button hop__why" aria-expanded={open} data-testid="trust-why" onClick={onToggle}>
              <Icon name={open ? "angle-up" : "angle-down"} size="small" />{" "}
              {open ? "Hide the layers" : hop.verdict === "denied" ? "What stops it, layer by layer" : "Why, layer by layer"}
            </button>
          )}
        </div>
        {open && hop.kind !== null && <Explanation from={hop.from.id} to={hop.to.id} kind={hop.kind} />}
      </article>
    </li>
  );
}
