// What a resource points at and what points at it, by meaning. Every count selects what it counts.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { RelatedGroup, RelatedRow } from "../platform/bindings";
import { useNavigation } from "../state/navigation";
import { allResources } from "../state/place";
import { useReveal } from "../state/reveal";
import { count } from "../state/words";
import { KindIcon } from "./KindIcon";

const FIRST_ROWS = 8;

/** The groups. */
export function Relations({ groups }: { groups: RelatedGroup[] }) {
  if (groups.length === 0) return <Box color="text-body-secondary">No relations to other resources are known.</Box>;
  return (
    <div>
      {groups.map((group) => (
        <Group key={`${group.kind} ${group.outgoing} ${group.title}`} group={group} />
      ))}
    </div>
  );
}

function Group({ group }: { group: RelatedGroup }) {
  const [all, setAll] = useState(false);
  const { go } = useNavigation();
  const reveal = useReveal();
  const rows = all ? group.rows : group.rows.slice(0, FIRST_ROWS);
  const known = group.rows.filter((row) => row.kind !== null).map((row) => row.arn);
  const actions = (
    <SpaceBetween direction="horizontal" size="s">
      <Button variant="inline-link" disabled={known.length === 0} onClick={() => void reveal(known)} ariaLabel={`Select the ${group.total} of “${group.title}” on the map`}>
        Select {count(group.total)}
      </Button>
      <Button variant="inline-link" disabled={known.length === 0} onClick={() => go({ screen: "resources", resources: { ...allResources, arns: known } })} ariaLabel={`Open the ${group.total} of “${group.title}” in the table`}>
        Table
      </Button>
    </SpaceBetween>
  );
  return (
    <ExpandableSection headerText={`${group.title} (${count(group.total)})`} headerActions={actions} defaultExpanded={group.total <= FIRST_ROWS}>
      <ul className="plain-list">
        {rows.map((row, index) => (
          <li key={`${row.arn} ${index}`}>
            <Row row={row} />
          </li>
        ))}
      </ul>
      {group.rows.length > rows.length && (
        <Button variant="inline-link" onClick={() => setAll(true)}>
          Show {count(group.rows.length)}
        </Button>
      )}
      {all && group.total > group.rows.length && (
        <Box color="text-body-secondary">{count(group.total - group.rows.length)} more are in the cache; open the table or search for them.</Box>
      )}
    </ExpandableSection>
  );
}

function Row({ row }: { row: RelatedRow }) {
  const { select } = useNavigation();
  const detail = [row.label, row.account].filter(Boolean).join(" · ");
  return (
    <span className="relation">
      <KindIcon kind={row.kind} size={14} />{" "}
      {row.kind === null ? (
        <span title="Not in the cache">{row.name}</span>
      ) : (
        <button type="button" className="link-button" title={row.arn} onClick={() => select([row.arn])}>
          {row.name || row.arn}
        </button>
      )}
      {detail && <span className="faint"> {detail}</span>}
    </span>
  );
}
