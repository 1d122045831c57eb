// The bar above the map: views, the way back, filters, legend, zoom, export.
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import ToggleButton from "@cloudscape-design/components/toggle-button";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import type { MapRenderer } from "../../map/renderer";
import type { ExportFormat, SceneRequest, View } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useNavigation } from "../../state/navigation";
import { allResources } from "../../state/place";
import { useScene } from "../../state/scene";
import { useSession } from "../../state/session";
import { FilterMenu } from "./FilterMenu";

const views: { view: View; text: string }[] = [
  { view: "organization", text: "Organization" },
  { view: "network", text: "Network" },
  { view: "portfolios", text: "Portfolios" },
  { view: "trust", text: "Trust" },
];

interface MapToolbarProps {
  request: SceneRequest;
  renderer: MapRenderer | null;
  legend: boolean;
  onLegend: () => void;
}

/** The bar. */
export function MapToolbar({ request, renderer, legend, onLegend }: MapToolbarProps) {
  const { place, go, back, forward, canBack, canForward } = useNavigation();
  const openTable = useOpenTable();
  const turn = (view: View) => go(({ map, selection }) => ({ map: { ...map, view, camera: null }, aim: [], selection }));
  return (
    <div className="map-toolbar" role="toolbar" aria-label="Map">
      <SegmentedControl
        label="View"
        selectedId={`view-${place.map.view}`}
        options={views.map(({ view, text }) => ({ id: `view-${view}`, text }))}
        onChange={(event) => turn(event.detail.selectedId.slice("view-".length) as View)}
      />
      <span className="map-toolbar__group">
        <Button variant="icon" iconName="angle-left" ariaLabel="Back (Alt+Left)" disabled={!canBack} onClick={back} data-testid="map-back" />
        <Button variant="icon" iconName="angle-right" ariaLabel="Forward (Alt+Right)" disabled={!canForward} onClick={forward} data-testid="map-forward" />
      </span>
      <FilterMenu />
      <span className="map-toolbar__rest" />
      <span className="map-toolbar__group">
        <Button variant="icon" iconName="zoom-in" ariaLabel="Zoom in" onClick={() => renderer?.zoom(1 / 1.5)} />
        <Button variant="icon" iconName="zoom-out" ariaLabel="Zoom out" onClick={() => renderer?.zoom(1.5)} />
        <Button variant="icon" iconName="zoom-to-fit" ariaLabel="Show everything (f)" data-testid="map-fit" onClick={() => void renderer?.glide(renderer.cameraOnAll())} />
      </span>
      <ToggleButton pressed={legend} onChange={onLegend}>
        Legend
      </ToggleButton>
      <Button onClick={openTable} data-testid="open-in-table">
        Open in table
      </Button>
      <ExportMenu request={request} />
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
    const arns = ids.filter((id) => !/^(bundle|gap|unknown):/.test(id));
    go({ screen: "resources", resources: { ...allResources, arns } });
  };
}

const formats: { id: ExportFormat; text: string; description: string }[] = [
  { id: "svg", text: "SVG", description: "The picture as shown, scalable" },
  { id: "png", text: "PNG", description: "The picture as shown, as pixels" },
  { id: "json", text: "JSON", description: "All nodes and edges of this view" },
  { id: "graphml", text: "GraphML", description: "All nodes and edges, for Gephi, yEd or networkx" },
];

function ExportMenu({ request }: { request: SceneRequest }) {
  const platform = usePlatform();
  const { tell, tellFailure } = useSession();
  const save = async (format: ExportFormat) => {
    const path = await platform.export(request, format);
    if (path !== null) tell("success", `The map was written to ${path}.`);
  };
  return (
    <ButtonDropdown
      items={formats.map(({ id, text, description }) => ({ id, text, description }))}
      onItemClick={(event) => void save(event.detail.id as ExportFormat).catch(tellFailure)}
    >
      Export
    </ButtonDropdown>
  );
}
