// Who or what stands at the end of a hop: its name, and the account and stage that tell it from others.
import type { NodeKind, Stage, TrustNode } from "../../platform/bindings";
import { classColor } from "../../map/palette";
import { KindIcon } from "../../parts/KindIcon";
import { useNavigation } from "../../state/navigation";
import { stageClass, stageName } from "../../state/trustWords";

const ACCOUNT = "AWS::Organizations::Account";
const USER = "AWS::IAM::User";

const kinds: Record<NodeKind, { icon: string | null; word: string }> = {
  role: { icon: "AWS::IAM::Role", word: "role" },
  user: { icon: USER, word: "user" },
  root: { icon: ACCOUNT, word: "root user" },
  provider: { icon: "AWS::IAM::SAMLProvider", word: "identity provider" },
  service: { icon: "AWS::EC2::TransitGatewayAttachment", word: "service" },
  identityCenterUser: { icon: USER, word: "user of IAM Identity Center" },
  identityCenterGroup: { icon: "AWS::IAM::Group", word: "group of IAM Identity Center" },
  externalAccount: { icon: ACCOUNT, word: "account" },
  externalPrincipal: { icon: USER, word: "principal" },
  unreadAccount: { icon: ACCOUNT, word: "account that was not read" },
  unreadPrincipal: { icon: USER, word: "principal that was not read" },
  anyone: { icon: null, word: "anyone on the internet" },
};

/** What a node is, in words. */
export function kindWord(kind: NodeKind): string {
  return kinds[kind].word;
}

/** The name, which leads to the inspector where there is something to inspect. */
export function Who({ node, detailed = true }: { node: TrustNode; detailed?: boolean }) {
  const { select } = useNavigation();
  return (
    <span className={detailed ? "who" : "who who--name"}>
      <KindIcon kind={kinds[node.kind].icon} size={15} />{" "}
      {node.id.startsWith("arn:") ? (
        <button type="button" className="link-button who__name" title={node.id} onClick={() => select([node.id])}>
          {node.name}
        </button>
      ) : (
        <span className="who__name" title={node.id}>
          {node.name}
        </span>
      )}
      {detailed && <Where node={node} />}
    </span>
  );
}

/** Account and stage. */
export function Where({ node }: { node: TrustNode }) {
  const place = node.accountName === node.name ? null : node.accountName;
  const words = [kindWord(node.kind), place].filter(Boolean).join(" in ");
  return (
    <span className="who__where" title={[node.accountName, node.account].filter(Boolean).join(" ")}>
      {words}
      {node.stage !== null && <StageMark stage={node.stage} />}
    </span>
  );
}

/** The colour of a stage with its name. */
export function StageMark({ stage }: { stage: Stage }) {
  const folderClass = stageClass(stage);
  return (
    <span className="stage-mark">
      <span
        className={`class-dot__dot class-dot__dot--${folderClass}`}
        style={folderClass === "external" ? undefined : { backgroundColor: classColor(folderClass, "light") }}
      />
      {stageName(stage)}
    </span>
  );
}
