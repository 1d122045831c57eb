// The question for paths: two ends, which change places, and whether near misses are wanted.
import Button from "@cloudscape-design/components/button";
import Toggle from "@cloudscape-design/components/toggle";
import { useNavigation } from "../../state/navigation";
import { useDraft } from "../../state/draft";
import { namedEnd, pathsPlace, type NamedEnd } from "../../state/trustPlace";
import { EndField } from "./EndField";

const nobody = namedEnd("");

/** The question. It is run by Enter in either field or by the button. */
export function PathQuestion() {
  const { place, go, amend } = useNavigation();
  const { trust } = place;
  const [draft, setDraft] = useDraft({ from: trust.from ?? nobody, to: trust.to ?? nobody });
  const complete = draft.from.value.trim() !== "" && draft.to.value.trim() !== "";
  const run = (ends: { from: NamedEnd; to: NamedEnd }) => {
    const [from, to] = [trimmed(ends.from), trimmed(ends.to)];
    if (from.value !== "" && to.value !== "") go({ trust: pathsPlace(trust, from, to) });
  };
  const swap = () => {
    const swapped = { from: draft.to, to: draft.from };
    setDraft(swapped);
    if (trust.from && trust.to) run(swapped);
  };
  return (
    <form
      className="question"
      role="search"
      aria-label="Paths"
      onSubmit={(event) => {
        event.preventDefault();
        run(draft);
      }}
    >
      <EndField label="From" testId="trust-from" end={draft.from} onEnd={(from) => setDraft({ ...draft, from })} onEnter={(from) => run({ ...draft, from })} />
      <span className="question__swap">
        <Button variant="icon" iconName="upload-download" formAction="none" ariaLabel="Change the ends" data-testid="trust-swap" onClick={swap} />
      </span>
      <EndField label="To" testId="trust-to" end={draft.to} onEnd={(to) => setDraft({ ...draft, to })} onEnter={(to) => run({ ...draft, to })} />
      <span className="question__run">
        <Button variant="primary" disabled={!complete} data-testid="trust-run">
          Find paths
        </Button>
        <Toggle checked={trust.nearMisses} data-testid="trust-near-misses" onChange={(event) => amend({ trust: { ...trust, nearMisses: event.detail.checked } })}>
          Show near misses
        </Toggle>
      </span>
    </form>
  );
}

function trimmed({ value, label }: NamedEnd): NamedEnd {
  return { value: value.trim(), label: label.trim() };
}
