// What can be asked about trust from where a resource is inspected: who can do something to it, and ways from it and to it.
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState, type ReactNode } from "react";
import type { ResourceRow } from "../platform/bindings";
import { ActionField } from "../screens/trust/ActionField";
import { actionsFor, endOf, isPrincipalKind } from "../state/actions";
import { useNavigation } from "../state/navigation";
import { namedEnd, pathsPlace, type NamedEnd, type TrustPlace } from "../state/trustPlace";

/** The questions; the trust screen answers them. */
export function TrustQuestions({ resource }: { resource: ResourceRow }) {
  const { place, go } = useNavigation();
  const [action, setAction] = useState(actionsFor(resource.kind)[0] ?? "");
  const ask = (trust: Partial<TrustPlace>) => go({ screen: "trust", selection: [], trust: { ...place.trust, ...trust } });
  const run = (asked: string) => {
    if (asked.trim() !== "") ask({ tab: "who-can", whoCan: { action: asked.trim(), resource: resource.arn } });
  };
  const value = endOf(resource);
  const end = value === null ? null : namedEnd(value, resource.name || value);
  return (
    <div className="trust-questions">
      <form
        className="trust-questions__who"
        aria-label="Who can"
        onSubmit={(event) => {
          event.preventDefault();
          run(action);
        }}
      >
        <span className="question__label">Who can</span>
        <ActionField action={action} kind={resource.kind} onAction={setAction} onEnter={run} />
        <Button data-testid="who-can-run" disabled={action.trim() === ""}>
          Find out
        </Button>
      </form>
      {end && (
        <PathLinks end={end}>
          {isPrincipalKind(resource.kind) && (
            <Button variant="inline-link" data-testid="inspector-what-can" onClick={() => ask({ tab: "what-can", whatCan: resource.arn })}>
              What can it reach
            </Button>
          )}
        </PathLinks>
      )}
    </div>
  );
}

/** Links to the paths from an end and to it; the other end is still to be said. */
export function PathLinks({ end, children }: { end: NamedEnd; children?: ReactNode }) {
  const { place, go } = useNavigation();
  const ask = (trust: TrustPlace) => go({ screen: "trust", selection: [], trust });
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Button variant="inline-link" data-testid="inspector-paths-from" onClick={() => ask(pathsPlace(place.trust, end, null))}>
        Paths from here
      </Button>
      <Button variant="inline-link" data-testid="inspector-paths-to" onClick={() => ask(pathsPlace(place.trust, null, end))}>
        Paths to here
      </Button>
      {children}
    </SpaceBetween>
  );
}
