// The bar above the map: views, the way back, filters, legend, zoom, export.
import ButtonGroup from "@cloudscape-design/components/button-group";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Toggle from "@cloudscape-design/components/toggle";
import type { ExportFormat, SceneRequest, View } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useNavigation } from "../../state/navigation";
import { allResources, refolded, turnedTo } from "../../state/place";
import { hasPreview } from "../../map/changes";
import { isMapOnly } from "../../map/ids";
import { useScene } from "../../state/scene";
import { useSession } from "../../state/session";
import { viewNames } from "../../state/words";
import { FilterMenu } from "./FilterMenu";

const views = Object.keys(viewNames) as View[];

const formats: { id: ExportFormat; text: string; description: string }[] = [
  { id: "svg", text: "Export as SVG", description: "The picture as shown, scalable" },
  { id: "png", text: "Export as PNG", description: "The picture as shown, as pixels" },
  { id: "json", text: "Export as JSON", description: "All nodes and edges of this view" },
  { id: "graphml", text: "Export as GraphML", description: "All nodes and edges, for Gephi, yEd or networkx" },
];

interface MapToolbarProps {
  request: SceneRequest;
  legend: boolean;
  onLegend: () => void;
}

/** The bar. */
export function MapToolbar({ request, legend, onLegend }: MapToolbarProps) {
  const { place, go, back, forward, canBack, canForward } = useNavigation();
  const openTable = useOpenTable();
  const save = useExport(request);
  const previewed = place.map.preview !== null;
  const turn = (view: View) => go(({ map }) => ({ map: { ...turnedTo(map, view), camera: null }, aim: [] }));
  const deeds: Record<string, () => void> = {
    "map-back": back,
    "map-forward": forward,
    "map-legend": onLegend,
    "map-collapse": () => go(({ map }) => ({ map: refolded(map) })),
    "open-in-table": openTable,
  };
  const run = (id: string) => {
    const format = formats.find((one) => one.id === id);
    if (format) save(format.id);
    else deeds[id]?.();
  };
  return (
    <div className="map-toolbar" role="toolbar" aria-label="Map">
      <SegmentedControl
        label="View"
        selectedId={`view-${place.map.view}`}
        options={views.map((view) => ({ id: `view-${view}`, text: viewNames[view], disabled: previewed && !hasPreview(view), disabledReason: "What a plan does is drawn in the views of the organization and of portfolios" }))}
        onChange={(event) => turn(event.detail.selectedId.slice("view-".length) as View)}
      />
      <ButtonGroup
        variant="icon"
        ariaLabel="Back and forward"
        onItemClick={(event) => run(event.detail.id)}
        items={[
          { type: "icon-button", id: "map-back", text: "Back (Alt+Left)", iconName: "arrow-left", disabled: !canBack },
          { type: "icon-button", id: "map-forward", text: "Forward (Alt+Right)", iconName: "arrow-right", disabled: !canForward },
        ]}
      />
      <FilterMenu />
      {place.map.view === "trust" && (
        <Toggle checked={place.map.named} onChange={(event) => go(({ map }) => ({ map: { ...map, named: event.detail.checked } }))} data-testid="map-named">
          As named, not evaluated
        </Toggle>
      )}
      <span className="map-toolbar__rest" />
      <ButtonGroup
        variant="icon"
        ariaLabel="Map tools"
        onItemClick={(event) => run(event.detail.id)}
        items={[
          { type: "icon-toggle-button", id: "map-legend", text: "Legend", iconName: "list-view", pressedIconName: "list-view", pressed: legend },
          { type: "icon-button", id: "map-collapse", text: "Close everything that was opened", iconName: "treeview-collapse", disabled: place.map.open.length + place.map.folded.length === 0 },
          // Tables and exports are of what was crawled; what is planned has a list of its own.
          { type: "icon-button", id: "open-in-table", text: "Open in table", iconName: "view-full", disabled: previewed },
          { type: "menu-dropdown", id: "map-export", text: "Export", iconName: "download", items: formats, disabled: previewed },
        ]}
      />
    </div>
  );
}

/** Opens the table of what is selected or, with no selection, of what the map shows. */
function useOpenTable(): () => void {
  const { place, go } = useNavigation();
  const [scene] = useScene();
  return () => {
    const shown = scene?.nodes.filter((node) => node.shape !== "gap").map((node) => node.id) ?? [];
    const ids = place.selection.length > 0 ? place.selection : shown;
    const arns = ids.filter((id) => !isMapOnly(id));
    go({ screen: "resources", resources: { ...allResources, arns } });
  };
}

/** Writes the map to a file that the person chooses. */
function useExport(request: SceneRequest): (format: ExportFormat) => void {
  const platform = usePlatform();
  const { tell, tellFailure } = useSession();
  return (format) => {
    platform.export(request, format).then((path) => {
      if (path !== null) tell("success", `The map was written to ${path}.`);
    }, tellFailure);
  };
}
