// One icon for each kind, as strokes in a 24 by 24 box; the map and the tables draw the same ones.
import { kindNames, type Kind } from "../platform/bindings";

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const paths: Record<string, string> = {
  "AWS::Organizations::Organization": `${circle(12, 12, 9)}M3 12c0-5 18-5 18 0s-18 5-18 0z`,
  "AWS::Organizations::Root": `${circle(12, 12, 9)}${circle(12, 12, 2)}M3 12c0-5 18-5 18 0s-18 5-18 0z`,
  "AWS::Organizations::OrganizationalUnit": "M3 6h7l2 3h9v10H3z",
  "AWS::Organizations::Account": "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
  "AWS::Organizations::Policy": "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
  "AWS::ControlTower::LandingZone": "M3 21h18M6 21V9h12v12M10 9V3h4v6M6 14h12",
  "AWS::ControlTower::EnabledBaseline": "M3 20h18M3 12l9-8 9 8M7 20v-7M17 20v-7",
  "AWS::ControlTower::EnabledControl": "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8 12h8M12 8v8",
  "AWS::ServiceCatalog::Portfolio": "M3 8h18v11H3zM9 8V5h6v3M3 13h18",
  "AWS::ServiceCatalog::CloudFormationProduct": `M4 4h8l8 8-8 8-8-8z${circle(8.5, 8.5, 1)}`,
  "AWS::ServiceCatalog::PortfolioShare": "M3 12h12M11 7l5 5-5 5M20 4v16",
  "AWS::ServiceCatalog::AcceptedPortfolioShare": "M21 12H9M13 7l-5 5 5 5M4 4v16",
  "AWS::ServiceCatalog::Constraint": "M4 7h16M4 17h16M9 4v6M15 14v6",
  "AWS::ServiceCatalog::CloudFormationProvisionedProduct": "M4 4h16v16H4zM8 12l3 3 5-6",
  "AWS::ServiceCatalog::TagOption": `M4 4h8l8 8-8 8-8-8zM12 12h3${circle(8.5, 8.5, 1)}`,
  "AWS::ServiceCatalog::OrganizationsAccess": "M3 8h18v11H3zM9 8V5h6v3M12 11v5",
  "AWS::IAM::Role": "M3 17h18M5 17a7 7 0 0 1 14 0M10 10V6h4v4",
  "AWS::IAM::User": `${circle(12, 8, 4)}M4 21c0-5 3.5-7 8-7s8 2 8 7`,
  "AWS::IAM::Group": `${circle(8, 9, 3)}${circle(17, 9, 3)}M2 20c0-4 2.5-5.5 6-5.5s6 1.5 6 5.5M16 14.5c3.5 0 6 1.5 6 5.5`,
  "AWS::IAM::ManagedPolicy": "M6 3h9l4 4v14H6zM9 11h7M9 15h7",
  "AWS::IAM::SAMLProvider": `${circle(7, 12, 4)}M11 12h10M17 12v4M21 12v3`,
  "AWS::IAM::OIDCProvider": `${circle(7, 12, 4)}M11 12h10M17 12v4M21 12v3`,
  "AWS::EC2::VPC": "M7 18a4 4 0 0 1 0-8 5 5 0 0 1 9.6-1A4.5 4.5 0 0 1 17 18z",
  "AWS::EC2::Subnet": "M4 4h16v16H4zM4 12h16M12 4v16",
  "AWS::EC2::RouteTable": "M4 6h13M4 12h13M4 18h13M17 3l3 3-3 3M17 15l3 3-3 3",
  "AWS::EC2::SecurityGroup": "M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3",
  "AWS::EC2::VPCEndpoint": "M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v3",
  "AWS::EC2::TransitGateway": `${circle(12, 12, 3)}M12 9V3M12 21v-6M9 12H3M21 12h-6`,
  "AWS::EC2::TransitGatewayAttachment": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  "AWS::EC2::TransitGatewayRouteTable": `${circle(12, 12, 9)}${circle(12, 12, 4)}`,
  "AWS::SageMaker::Domain": "M3 5h18v11H3zM8 20h8M12 16v4",
  "AWS::SageMaker::UserProfile": `M3 4h18v16H3z${circle(9, 10, 2.5)}M5 17c0-3 1.5-4 4-4s4 1 4 4M16 9h3M16 13h3`,
  "AWS::SageMaker::ModelPackageGroup": "M12 3l9 5-9 5-9-5zM3 12l9 5 9-5M3 16l9 5 9-5",
  "AWS::SageMaker::ModelPackage": "M12 3l9 5-9 5-9-5zM3 8v8l9 5 9-5V8M12 13v8",
  "AWS::SSO::Instance": `${circle(12, 12, 9)}${circle(12, 9.5, 2.5)}M7 17c0-3 2-4 5-4s5 1 5 4`,
  "AWS::SSO::PermissionSet": `M3 5h18v14H3z${circle(8.5, 11, 2.5)}M11 11h7v3M15 11v2`,
  "AWS::SSO::Assignment": "M3 12h11M10 8l4 4-4 4M17 4h4v16h-4",
  "AWS::IdentityStore::User": `M3 3h18v18H3z${circle(12, 9.5, 2.5)}M7 18c0-3 2-4 5-4s5 1 5 4`,
  "AWS::IdentityStore::Group": `M3 3h18v18H3z${circle(9, 9.5, 2.2)}${circle(16, 9.5, 2.2)}M5 18c0-3 1.5-4 4-4s4 1 4 4M15 14c2.5 0 4 1 4 4`,
};

const unknown = `${circle(12, 12, 9)}M3 12h18M12 3c-4 4-4 14 0 18M12 3c4 4 4 14 0 18`;

/** The strokes of a kind; a globe for what is not known. */
export function iconPath(kind: Kind | null): string {
  return (kind === null ? undefined : paths[kind]) ?? unknown;
}

/** What people call one of a kind; of a kind that is not in the list, the last part of its name, in words. */
export function plainKind(kind: Kind): string {
  const known = kindNames[kind];
  if (known !== undefined) return known;
  const last = kind.split("::").at(-1) ?? kind;
  return last.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
