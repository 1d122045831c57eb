// Something that is on the map but has no document: a bundle, a gap, a principal that is not in the cache.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { plainKind } from "../map/icons";
import type { Scene, SceneNode } from "../platform/bindings";
import { useNavigation } from "../state/navigation";
import { toggledNode } from "../state/place";
import { useScene } from "../state/scene";
import { namedEnd } from "../state/trustPlace";
import { count, counted } from "../state/words";
import { CopyText } from "./CopyText";
import { KindIcon } from "./KindIcon";
import { Ticked } from "./Ticked";
import { relationMeaning, relationWords } from "../screens/map/relationWords";
import { PathLinks } from "./TrustQuestions";

/** What the map says of it. What is only planned has no id yet. */
export function InspectedNode({ id, note, planned = false }: { id: string; note?: string; planned?: boolean }) {
  const [scene] = useScene();
  const { go } = useNavigation();
  const node = scene?.nodes.find((one) => one.id === id);
  if (!scene || !node) return <Box data-testid="inspector-title"><Ticked text={note ?? "This is not on the map."} /></Box>;
  const outside = /^unknown:(\d{12})$/.exec(node.id)?.[1];
  const toggle = () => go(({ map }) => toggledNode(map, node));
  return (
    <SpaceBetween size="m">
      <div>
        <Box variant="h2">
          <span className="title-line">
            <KindIcon kind={node.kind} size={22} />
            <span data-testid="inspector-title">{node.label}</span>
          </span>
        </Box>
        <Box color="text-body-secondary">{[describe(node), node.detail].filter(Boolean).join(" · ")}</Box>
        {planned && <p>This is planned: nothing of it is in AWS yet.</p>}
        {node.shape !== "bundle" && node.shape !== "gap" && !planned && <CopyText text={node.id.replace(/^unknown:/, "")} what="id" testId="inspector-arn" />}
      </div>
      {node.state === "unknown" && <p>{note ?? "A policy or a share names this, but it is outside the organization or was not read. Nothing more is known of it."}</p>}
      {outside !== undefined && <PathLinks end={namedEnd(outside)} />}
      {node.canOpen && <Button onClick={toggle}>{node.isOpen ? "Close it" : "Open it"}</Button>}
      <Neighbours scene={scene} node={node} />
    </SpaceBetween>
  );
}

function describe(node: SceneNode): string {
  const kind = plainKind(node.kind);
  if (node.shape === "gap") return `${kind} that the reference has and this does not`;
  if (node.shape === "bundle") return `stands for ${counted(node.count, kind)}`;
  return kind;
}

const MOST_NEIGHBOURS = 60;

function Neighbours({ scene, node }: { scene: Scene; node: SceneNode }) {
  const { select } = useNavigation();
  const touching = scene.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
  if (touching.length === 0) return null;
  const names = new Map(scene.nodes.map((one) => [one.id, one]));
  return (
    <div>
      <Box variant="h3">On the map</Box>
      <ul className="plain-list">
        {touching.slice(0, MOST_NEIGHBOURS).map((edge) => {
          const other = names.get(edge.from === node.id ? edge.to : edge.from);
          if (!other) return null;
          return (
            <li key={edge.id} title={relationWords(edge, scene.view)}>
              <span className="faint">{edge.from === node.id ? `${relationMeaning(edge.kind)} →` : `← ${relationMeaning(edge.kind)}`} </span>
              <button type="button" className="link-button" onClick={() => select([other.id])}>
                {other.label}
              </button>
              {edge.label && <span className="faint"> {edge.label}</span>}
              {edge.why && <div className="faint">{edge.why}</div>}
            </li>
          );
        })}
      </ul>
      {touching.length > MOST_NEIGHBOURS && <span className="faint">{count(touching.length - MOST_NEIGHBOURS)} more on the map</span>}
    </div>
  );
}
