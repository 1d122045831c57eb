// Asks what a principal can do and become.
import Button from "@cloudscape-design/components/button";
import { useDraft } from "../../state/draft";
import { useNavigation } from "../../state/navigation";
import { namedEnd } from "../../state/trustPlace";
import { EndField } from "./EndField";
import { WhatCanAnswer } from "./WhatCanAnswer";

/** The tab. */
export function WhatCanTab() {
  const { place } = useNavigation();
  const { whatCan } = place.trust;
  return (
    <div className="trust__tab">
      <Question />
      {whatCan === "" ? (
        <p className="faint">What a role’s or user’s policies allow, service by service, and which other principals it can become in how many hops.</p>
      ) : (
        <WhatCanAnswer principal={whatCan} />
      )}
    </div>
  );
}

function Question() {
  const { place, go } = useNavigation();
  const [end, setEnd] = useDraft(namedEnd(place.trust.whatCan));
  const run = (value: string) => {
    if (value.trim() !== "") go(({ trust }) => ({ trust: { ...trust, whatCan: value.trim() } }));
  };
  return (
    <form
      className="question question--single"
      role="search"
      aria-label="What can"
      onSubmit={(event) => {
        event.preventDefault();
        run(end.value);
      }}
    >
      <EndField label="What can" testId="what-can-principal" only="principal" end={end} onEnd={setEnd} onEnter={({ value }) => run(value)} />
      <Button variant="primary" data-testid="what-can-run" disabled={end.value.trim() === ""}>
        Find out
      </Button>
    </form>
  );
}
