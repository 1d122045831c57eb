// Says which path is drawn over the map, what of it is not, and leads back to it.
import Button from "@cloudscape-design/components/button";
import type { TrustPath } from "../../platform/bindings";
import { useNavigation } from "../../state/navigation";
import { counted } from "../../state/words";
import { Verdict } from "../trust/Verdict";

/** The banner; `missing` hops have an end that this view does not draw. */
export function PathBanner({ path, missing }: { path: TrustPath; missing: number }) {
  const { go, show } = useNavigation();
  const first = path.hops[0];
  const last = path.hops.at(-1);
  if (!first || !last) return null;
  return (
    <div className="path-banner" role="status" data-testid="map-path">
      <Verdict verdict={path.verdict} />
      <span className="truncate" title={`${first.from.name} → ${last.to.name}`}>
        <span className="path-banner__ends">
          {first.from.name} → {last.to.name}
        </span>{" "}
        <span className="faint">{counted(path.hops.length, "hop")}</span>
      </span>
      {missing > 0 && <span className="truncate link-button--warning" title="An end is hidden by the filters, or not on this view">{counted(missing, "hop")} not drawn</span>}
      <Button variant="inline-link" onClick={() => show("trust")}>
        Back to the paths
      </Button>
      <Button variant="inline-link" data-testid="map-path-clear" onClick={() => go(({ map }) => ({ map: { ...map, path: null } }))}>
        Clear
      </Button>
    </div>
  );
}
