// Who or what stands at the end of a hop: its name, and the account and stage that tell it from others.
import type { TrustNode } from "../../platform/bindings";
import { classColor } from "../../map/palette";
import { KindIcon } from "../../parts/KindIcon";
import { useNavigation } from "../../state/navigation";
import { stageClass, stageName } from "../../state/trustWords";

const kinds: Record<string, string> = {
  role: "AWS::IAM::Role",
  user: "AWS::IAM::User",
  root: "AWS::Organizations::Account",
  account: "AWS::Organizations::Account",
  saml: "AWS::IAM::SAMLProvider",
  oidc: "AWS::IAM::OIDCProvider",
  assignment: "AWS::IAM::Group",
  profile: "AWS::SageMaker::UserProfile",
  service: "AWS::EC2::TransitGatewayAttachment",
};

const called: Record<string, string> = { root: "root user", saml: "SAML provider", oidc: "OIDC provider", assignment: "assignment", profile: "user profile" };

/** The name, which leads to the inspector where there is something to inspect. */
export function Who({ node, detailed = true }: { node: TrustNode; detailed?: boolean }) {
  const { select } = useNavigation();
  return (
    <span className={detailed ? "who" : "who who--name"}>
      <KindIcon kind={kinds[node.kind] ?? null} size={15} />{" "}
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
  const place = node.accountName === null ? null : node.accountName === node.account ? node.account : node.accountName;
  const words = [called[node.kind] ?? node.kind, place].filter(Boolean).join(" in ");
  return (
    <span className="who__where" title={[node.accountName, node.account].filter(Boolean).join(" ")}>
      {words}
      {node.stage !== null && <StageMark stage={node.stage} />}
    </span>
  );
}

/** The colour of a stage with its name. */
export function StageMark({ stage }: { stage: string }) {
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
