// What an answer cannot speak of, with the reason, and what else limits it.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import type { TrustUnknown } from "../../platform/bindings";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { count } from "../../state/words";

const MOST_LISTED = 100;

/** A warning where something is not known, with what it is. */
export function NotKnown({ unknown, effect }: { unknown: readonly TrustUnknown[]; effect: string }) {
  const { go } = useNavigation();
  if (unknown.length === 0) return null;
  return (
    <div data-testid="trust-unknown" data-count={unknown.length}>
      <Alert type="warning" action={<Button formAction="none" onClick={() => go({ screen: "coverage", coverageText: "" })}>Coverage</Button>}>
        {effect}
        <UnknownList unknown={unknown} />
      </Alert>
    </div>
  );
}

/** The list, folded. */
export function UnknownList({ unknown }: { unknown: readonly TrustUnknown[] }) {
  return (
    <ExpandableSection variant="inline" headerText={`What is not known (${count(unknown.length)})`}>
      <ul className="plain-list">
        {unknown.slice(0, MOST_LISTED).map((one) => (
          <li key={`${one.what} ${one.reason}`}>
            <strong>{one.name || one.what}</strong>
            {one.name !== one.what && one.name !== "" && <span className="faint"> {one.what}</span>}: <Ticked text={one.reason} />
          </li>
        ))}
        {unknown.length > MOST_LISTED && <li className="faint">{count(unknown.length - MOST_LISTED)} more</li>}
      </ul>
    </ExpandableSection>
  );
}

/** Sentences about the answer. */
export function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="plain-list faint" data-testid="trust-notes">
      {notes.map((note) => (
        <li key={note}>
          <Ticked text={note} />
        </li>
      ))}
    </ul>
  );
}
