// One finding: what is wrong, what to do, the counter-example as hops, and whom it concerns.
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { useShowPath } from "../../state/showPath";
import type { TrustHop, TrustPath } from "../../platform/bindings";
import { count, moment } from "../../state/words";
import { verdictOrder } from "../../state/trustWords";
import { stateWords, type FindingEntry } from "./findings";
import { Hops } from "./Hops";
import { Severity } from "./Severity";

/** The finding. */
export function FindingDetail({ finding }: { finding: FindingEntry }) {
  const { select, amend } = useNavigation();
  const show = useShowPath();
  const [hop, setHop] = useState<number | null>(null);
  const { path } = finding;
  return (
    <section className="finding" data-testid="trust-finding-detail" data-rule={finding.rule} aria-label={`${finding.rule} ${finding.name}`}>
      <div className="finding__head">
        <span className="path-detail__head">
          <Severity severity={finding.severity} /> <strong>{finding.rule}</strong>
          <StatusIndicator type={stateWords(finding.state).indicator}>{finding.stateName}</StatusIndicator>
        </span>
        <Button variant="icon" iconName="close" ariaLabel="Close the finding" onClick={() => amend(({ trust }) => ({ trust: { ...trust, finding: null } }))} />
      </div>
      <div>
        <h3>{finding.title}</h3>
        <button type="button" className="link-button" title={finding.arn} data-testid="trust-finding-inspect" onClick={() => select([finding.arn])}>
          {finding.name}
        </button>
        <span className="faint">
          {" "}
          in {finding.accountName} ({finding.account})
        </span>
      </div>
      <p>
        <Ticked text={finding.summary} />
      </p>
      <p className="faint">{finding.why}</p>
      <p className="faint">{finding.firstSeen === null ? "Since when it is there is not known: an earlier crawl was never asked for findings, and may have had it already." : `First seen by the crawl of ${moment(finding.firstSeen)}.`}</p>
      <div>
        <h3>What to do</h3>
        <p>
          <Ticked text={finding.remedy} />
        </p>
      </div>
      {path.length > 0 && (
        <div>
          <div className="finding__head">
            <h3>Counter-example</h3>
            <Button variant="inline-link" onClick={() => void show(asPath(path))}>
              Show on the map
            </Button>
          </div>
          <Hops hops={path} open={hop} onOpen={setHop} />
        </div>
      )}
      {finding.principals.length > 0 && <Principals finding={finding} />}
    </section>
  );
}

function Principals({ finding }: { finding: FindingEntry }) {
  const { select } = useNavigation();
  const more = finding.principalsTotal - finding.principals.length;
  return (
    <div>
      <h3>Whom it concerns ({count(finding.principalsTotal)})</h3>
      <ul className="plain-list">
        {finding.principals.map((principal) => (
          <li key={principal}>
            {principal.startsWith("arn:") ? (
              <button type="button" className="link-button" onClick={() => select([principal])}>
                {principal}
              </button>
            ) : (
              principal
            )}
          </li>
        ))}
        {more > 0 && <li className="faint">and {count(more)} more</li>}
      </ul>
    </div>
  );
}

/** The hops of a counter-example as a path. */
function asPath(hops: TrustHop[]): TrustPath {
  const verdict = verdictOrder[Math.max(...hops.map((hop) => verdictOrder.indexOf(hop.verdict)))] ?? "unknown";
  return { hops, verdict, conditions: [], notes: [], pattern: "", declared: false, standsFor: 1 };
}
