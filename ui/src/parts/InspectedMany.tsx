// Several things selected at once: what applies to one applies to all of them.
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { isMapOnly } from "../map/ids";
import { useNavigation } from "../state/navigation";
import { allResources } from "../state/place";
import { useReveal } from "../state/reveal";
import { useScene } from "../state/scene";
import { accountIn } from "../state/change";
import { count } from "../state/words";
import { AccountIntents } from "./AccountIntents";
import { KindIcon } from "./KindIcon";

const MOST_LISTED = 200;

/** The list, and what can be done with all of it. */
export function InspectedMany({ ids }: { ids: readonly string[] }) {
  const [scene] = useScene();
  const { select, go } = useNavigation();
  const reveal = useReveal();
  const nodes = new Map(scene?.nodes.map((node) => [node.id, node]));
  const arns = ids.filter((id) => !isMapOnly(id));
  const accounts = ids.flatMap((id) => {
    const account = accountIn(id);
    return account === null ? [] : [{ id: account, name: nodes.get(id)?.label ?? account }];
  });
  return (
    <SpaceBetween size="m">
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={() => void reveal(ids)}>Show on map</Button>
        <Button disabled={arns.length === 0} onClick={() => go({ screen: "resources", resources: { ...allResources, arns } })}>
          Open in table
        </Button>
        <AccountIntents accounts={accounts} />
        <Button onClick={() => select([])}>Clear</Button>
      </SpaceBetween>
      <ul className="plain-list">
        {ids.slice(0, MOST_LISTED).map((id) => (
          <li key={id} className="relation">
            <KindIcon kind={nodes.get(id)?.kind ?? null} size={14} />{" "}
            <button type="button" className="link-button" onClick={() => select([id])}>
              {nodes.get(id)?.label ?? id}
            </button>
            <Button variant="inline-icon" iconName="close" ariaLabel={`Take ${nodes.get(id)?.label ?? id} out`} onClick={() => select(ids.filter((one) => one !== id))} />
          </li>
        ))}
      </ul>
      {ids.length > MOST_LISTED && <span>{count(ids.length - MOST_LISTED)} more</span>}
    </SpaceBetween>
  );
}
