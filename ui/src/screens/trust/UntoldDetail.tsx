// What a rule cannot tell for one reason: all accounts and resources that one row of the list stands for, each of which opens.
import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { count } from "../../state/words";
import { stateWords, type UntoldEntry } from "./findings";

/** More than these are counted: a list that nobody reads to its end need not be drawn. */
const SHOWN = 200;

/** The findings behind the row. */
export function UntoldDetail({ untold }: { untold: UntoldEntry }) {
  const { amend } = useNavigation();
  const open = (finding: string | null) => amend(({ trust }) => ({ trust: { ...trust, finding } }));
  return (
    <section className="finding" data-testid="trust-untold" data-rule={untold.rule} aria-label={`${untold.rule} ${untold.name}`}>
      <div className="finding__head">
        <span className="path-detail__head">
          <strong>{untold.rule}</strong>
          <StatusIndicator type={stateWords(untold.state).indicator}>{untold.stateName}</StatusIndicator>
        </span>
        <Button variant="icon" iconName="close" ariaLabel="Close what is not known" onClick={() => open(null)} />
      </div>
      <p>
        <Ticked text={untold.summary} />
      </p>
      <h3>What it stands for ({count(untold.members.length)})</h3>
      <ul className="plain-list">
        {untold.members.slice(0, SHOWN).map((member) => (
          <li key={member.id}>
            <button type="button" className="link-button" title={member.arn} data-testid="trust-untold-member" onClick={() => open(member.id)}>
              {member.name}
            </button>
            <span className="faint">
              {" "}
              in {member.accountName} ({member.account})
            </span>
          </li>
        ))}
        {untold.members.length > SHOWN && (
          <li className="faint">
            and {count(untold.members.length - SHOWN)} more; <code>armillary trust findings --unknown</code> lists them all
          </li>
        )}
      </ul>
    </section>
  );
}
