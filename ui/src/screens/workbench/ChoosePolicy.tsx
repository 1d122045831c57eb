// Which policy: found by a part of its name, among the policies and roles that the workbench takes.
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useCallback, useState } from "react";
import { plainKind } from "../../map/icons";
import { Combo, suggestionFoot, usePaused, type Suggestion } from "../../parts/Combo";
import { KindIcon } from "../../parts/KindIcon";
import type { ResourceRow } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useAsked } from "../../state/asked";
import { useIntents } from "../../state/intents";
import { policyKinds } from "../../state/policies";
import { allResources } from "../../state/place";
import { count } from "../../state/words";

const MOST = 12;

/** The question that an empty workbench asks. */
export function ChoosePolicy() {
  const platform = usePlatform();
  const { editPolicy } = useIntents();
  const [text, setText] = useState("");
  const typed = usePaused(text).trim();
  const asked = useAsked(
    // Roles are many: they are offered once something of a name is known.
    useCallback(() => platform.resources({ ...allResources, kinds: typed === "" ? policyKinds.slice(0, 1) : [...policyKinds], text: typed || null, offset: 0, limit: MOST }), [platform, typed]),
  );
  const rows = asked.data?.rows ?? [];
  const suggestions = rows.map((row): Suggestion => ({ value: row.arn, label: row.name, content: <Offered row={row} /> }));
  const total = asked.data?.total ?? 0;
  const more = total > rows.length ? `${count(rows.length)} of ${count(total)}: type more of the name or ARN.` : null;
  const nothing = (asked.data?.unreadUnits ?? 0) > 0 ? "Nothing that was read is called so, and not everything was read." : "No policy and no role is called so.";
  const foot = suggestionFoot({ ...asked, data: asked.data?.rows ?? null }, nothing) ?? more;
  return (
    <div className="workbench" data-testid="workbench-choose">
      <Container header={<Header variant="h1" description="Edit it, and see who may do what otherwise and which trust paths open and close, before anything is planned.">Policy workbench</Header>}>
        <p>Choose an SCP, an RCP, a managed policy, or the role whose trust policy you want to look at. “Edit policy…” in the details of one leads here, too.</p>
        <div className="workbench__choice">
          <Combo
            text={text}
            label="Policy or role"
            placeholder="A part of its name, or its ARN"
            testId="choose-policy"
            autoFocus
            suggestions={suggestions}
            foot={foot}
            onText={setText}
            onPick={({ value }) => editPolicy(value)}
            onEnter={() => {
              const meant = rows.filter(({ name, arn }) => name === text.trim() || arn === text.trim());
              if (meant.length === 1 && meant[0]) editPolicy(meant[0].arn);
            }}
          />
        </div>
      </Container>
    </div>
  );
}

function Offered({ row }: { row: ResourceRow }) {
  return (
    <span className="search__hit">
      <KindIcon kind={row.kind} size={18} />
      <span className="search__name">{row.name}</span>
      <span className="search__where">{[plainKind(row.kind), row.accountName].filter(Boolean).join(" · ")}</span>
      <span className="search__arn">{row.arn}</span>
    </span>
  );
}
