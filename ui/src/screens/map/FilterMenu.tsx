// Layers and filters of the map, in a popover.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useMemo, useState, type KeyboardEvent } from "react";
import { plainKind } from "../../map/icons";
import { classes } from "../../map/palette";
import type { Kind, NodeState, SceneFilter } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { ClassDot } from "../../parts/ClassDot";
import { KindIcon } from "../../parts/KindIcon";
import { useAsked } from "../../state/asked";
import { useNavigation } from "../../state/navigation";
import { filterCount, noFilter, toggled } from "../../state/place";
import { useScene } from "../../state/scene";
import { useSession } from "../../state/session";
import { stateWords } from "./HoverCard";

const OU = "AWS::Organizations::OrganizationalUnit";
/** Kinds that carry the others; hiding them would leave nothing to hang on. */
const FRAME = new Set(["AWS::Organizations::Organization", "AWS::Organizations::Root", OU, "AWS::Organizations::Account"]);
const states = Object.keys(stateWords) as NodeState[];

/** The button and the panel it opens. The map stays in sight, so that one sees what a filter does. */
export function FilterMenu() {
  const { place } = useNavigation();
  const [open, setOpen] = useState(false);
  const set = filterCount(place.map.filter);
  return (
    <div className="filter-menu">
      <Button iconName="filter" onClick={() => setOpen(!open)} ariaExpanded={open} data-testid="map-filters">
        {set === 0 ? "Filters" : `Filters (${set})`}
      </Button>
      {open && <FilterPanel onClose={() => setOpen(false)} />}
    </div>
  );
}

function FilterPanel({ onClose }: { onClose: () => void }) {
  const { place, go } = useNavigation();
  const { filter } = place.map;
  const set = (change: Partial<SceneFilter>) => go(({ map }) => ({ map: { ...map, filter: { ...map.filter, ...change } } }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  return (
    <div className="filter-menu__panel" role="dialog" aria-label="Layers and filters" onKeyDown={onKeyDown}>
      <SpaceBetween size="m">
        <ColumnLayout columns={3}>
          <Layers hidden={filter.hiddenKinds} onChange={(hiddenKinds) => set({ hiddenKinds })} />
          <div>
            <Box variant="h4">Classes</Box>
            {classes.map((one) => (
              <Checkbox key={one} checked={filter.classes.includes(one)} onChange={() => set({ classes: toggled(filter.classes, one) })}>
                <ClassDot class={one} />
              </Checkbox>
            ))}
          </div>
          <div>
            <Box variant="h4">States</Box>
            {states.map((state) => (
              <Checkbox key={state} checked={filter.states.includes(state)} onChange={() => set({ states: toggled(filter.states, state) })} description={stateWords[state]}>
                {state}
              </Checkbox>
            ))}
          </div>
        </ColumnLayout>
        <Places filter={filter} onChange={set} />
        <div className="filter-menu__foot">
          <Box color="text-body-secondary">Nothing ticked under classes or states means all of them.</Box>
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={filterCount(filter) === 0} onClick={() => set(noFilter)}>
              Show everything
            </Button>
            <Button onClick={onClose}>Close</Button>
          </SpaceBetween>
        </div>
      </SpaceBetween>
    </div>
  );
}

function Layers({ hidden, onChange }: { hidden: Kind[]; onChange: (hidden: Kind[]) => void }) {
  const [scene] = useScene();
  const kinds = useMemo(() => {
    const found = new Set([...(scene?.nodes ?? []).map((node) => node.kind), ...hidden]);
    return [...found].filter((kind) => !FRAME.has(kind)).sort();
  }, [scene, hidden]);
  return (
    <div>
      <Box variant="h4">Layers</Box>
      {kinds.length === 0 && <Box color="text-body-secondary">This view has one layer now. Open an account to see what is in it.</Box>}
      {kinds.map((kind) => (
        <Checkbox key={kind} checked={!hidden.includes(kind)} onChange={() => onChange(toggled(hidden, kind))}>
          <KindIcon kind={kind} size={14} /> {plainKind(kind)}
        </Checkbox>
      ))}
    </div>
  );
}

function Places({ filter, onChange }: { filter: SceneFilter; onChange: (change: Partial<SceneFilter>) => void }) {
  const platform = usePlatform();
  const { status } = useSession();
  const ask = useCallback(
    () => platform.resources({ kinds: [OU], account: null, region: null, text: null, arns: [], offset: 0, limit: 500 }),
    [platform],
  );
  const ous = (useAsked(ask).data?.rows ?? []).map((row) => ({ value: row.arn, label: row.name, description: row.arn.split("/").at(-1) }));
  const regions = (status?.cache?.regions ?? []).filter((region) => region !== "global").map((region) => ({ value: region, label: region }));
  const chosen = <Option extends { value: string }>(options: Option[], values: string[]) => options.filter((one) => values.includes(one.value));
  return (
    <ColumnLayout columns={2}>
      <Multiselect
        options={ous}
        selectedOptions={chosen(ous, filter.ous)}
        placeholder="Below any OU"
        filteringType="auto"
        ariaLabel="OUs"
        onChange={(event) => onChange({ ous: event.detail.selectedOptions.flatMap((one) => one.value ?? []) })}
      />
      <Multiselect
        options={regions}
        selectedOptions={chosen(regions, filter.regions)}
        placeholder="In any Region"
        ariaLabel="Regions"
        onChange={(event) => onChange({ regions: event.detail.selectedOptions.flatMap((one) => one.value ?? []) })}
      />
    </ColumnLayout>
  );
}
