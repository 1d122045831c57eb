// The split panel: everything about what is selected.
import SplitPanel from "@cloudscape-design/components/split-panel";
import { useCallback } from "react";
import { isMapOnly } from "../map/ids";
import { usePlatform } from "../platform/context";
import { useAsked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { useScene } from "../state/scene";
import { Catcher } from "./Catcher";
import { InspectedNode } from "./InspectedNode";
import { InspectedMany } from "./InspectedMany";
import { Inspection } from "./Inspection";
import { Problem } from "./Problem";
import Spinner from "@cloudscape-design/components/spinner";

/** The panel for a selection that is not empty. */
export function Inspector() {
  const { place } = useNavigation();
  const { selection } = place;
  const only = selection.length === 1 ? selection[0] : undefined;
  const [scene] = useScene();
  const planned = place.map.preview !== null && scene?.nodes.some(({ id, change }) => id === only && change === "added");
  const header = only === undefined ? `${selection.length} selected` : "Details";
  return (
    <SplitPanel header={header} closeBehavior="hide" hidePreferencesButton={false}>
      <div data-testid="inspector" data-arn={only}>
        <Catcher key={only} what="The inspector">
          {only === undefined ? (
            <InspectedMany ids={selection} />
          ) : planned ? (
            <InspectedNode id={only} planned />
          ) : isMapOnly(only) ? (
            <InspectedNode id={only} />
          ) : (
            <InspectedOne arn={only} />
          )}
        </Catcher>
      </div>
    </SplitPanel>
  );
}

function InspectedOne({ arn }: { arn: string }) {
  const platform = usePlatform();
  const asked = useAsked(useCallback(() => platform.inspect(arn), [platform, arn]));
  if (asked.failure?.code === "notFound") return <InspectedNode id={arn} note={asked.failure.message} />;
  if (asked.failure) return <Problem failure={asked.failure} what="this resource" onRetry={asked.again} />;
  if (asked.data?.resource.arn !== arn && asked.loading) return <Spinner />;
  return asked.data ? <Inspection inspection={asked.data} /> : null;
}
