// Asks who can do something to a resource, and lists them.
import Button from "@cloudscape-design/components/button";
import { useCallback, useState } from "react";
import type { SearchAnswer } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { Combo, suggestionFoot, usePaused, type Suggestion } from "../../parts/Combo";
import { KindIcon } from "../../parts/KindIcon";
import { kindOfArn } from "../../state/actions";
import { useAsked } from "../../state/asked";
import { useDraft } from "../../state/draft";
import { useNavigation } from "../../state/navigation";
import { ActionField } from "./ActionField";
import { WhoCanAnswer } from "./WhoCanAnswer";

const MOST_HITS = 12;

/** The tab. */
export function WhoCanTab() {
  const { place } = useNavigation();
  const { action, resource } = place.trust.whoCan;
  return (
    <div className="trust__tab">
      <Question />
      {action !== "" && resource !== "" ? (
        <WhoCanAnswer action={action} resource={resource} />
      ) : (
        <p className="faint">Every principal of the organization is evaluated for the action on the resource: its policies, boundary, SCPs and RCPs, and the resource’s own policy where it was read.</p>
      )}
    </div>
  );
}

function Question() {
  const { place, go } = useNavigation();
  const [draft, setDraft] = useDraft(place.trust.whoCan);
  const run = (asked: { action: string; resource: string }) => {
    const whoCan = { action: asked.action.trim(), resource: asked.resource.trim() };
    if (whoCan.action !== "" && whoCan.resource !== "") go(({ trust }) => ({ trust: { ...trust, whoCan } }));
  };
  return (
    <form
      className="question question--one"
      role="search"
      aria-label="Who can"
      onSubmit={(event) => {
        event.preventDefault();
        run(draft);
      }}
    >
      <label className="question__end">
        <span className="question__label">Who can</span>
        <ActionField action={draft.action} kind={kindOfArn(draft.resource)} onAction={(action) => setDraft({ ...draft, action })} onEnter={(action) => run({ ...draft, action })} />
      </label>
      <ResourceField resource={draft.resource} onResource={(resource) => setDraft({ ...draft, resource })} onEnter={() => run(draft)} />
      <Button variant="primary" data-testid="who-can-run" disabled={draft.action.trim() === "" || draft.resource.trim() === ""}>
        Find out
      </Button>
    </form>
  );
}

const nothing: SearchAnswer = { hits: [], total: 0, indexing: false };

function ResourceField({ resource, onResource, onEnter }: { resource: string; onResource: (resource: string) => void; onEnter: () => void }) {
  const platform = usePlatform();
  const [opened, setOpened] = useState(false);
  const text = usePaused(resource).trim();
  const asked = useAsked(useCallback(() => (opened && text !== "" ? platform.search(text, MOST_HITS) : Promise.resolve(nothing)), [platform, opened, text]));
  const hits = asked.data?.hits ?? [];
  const suggestions = hits.map((hit): Suggestion => ({
    value: hit.arn,
    label: hit.arn,
    content: (
      <span className="search__hit">
        <KindIcon kind={hit.kind} size={18} />
        <span className="search__name">{hit.name || hit.arn}</span>
        <span className="search__where">{[hit.plain, hit.accountName || hit.account].filter(Boolean).join(" · ")}</span>
        <span className="search__arn">{hit.arn}</span>
      </span>
    ),
  }));
  return (
    <label className="question__end">
      <span className="question__label">on</span>
      <Combo
        text={resource}
        label="Resource"
        placeholder="A resource: its name or ARN"
        testId="who-can-resource"
        suggestions={suggestions}
        foot={text === "" ? null : suggestionFoot({ ...asked, data: asked.data ? hits : null }, "Nothing in the cache has this name. Enter asks for it as it is.")}
        onOpen={() => setOpened(true)}
        onText={onResource}
        onPick={({ value }) => onResource(value)}
        onEnter={onEnter}
      />
    </label>
  );
}
