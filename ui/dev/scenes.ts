// Scenes of the made-up organization, laid out roughly as the program lays them out.
import type { Guide, NodeState, Scene, SceneEdge, SceneNode, SceneRequest } from "../src/platform/bindings";
import type { DevAccount, DevFolder, DevOrganization } from "./organization";

const TAU = Math.PI * 2;
const OU = "AWS::Organizations::OrganizationalUnit";
const ACCOUNT = "AWS::Organizations::Account";

const polar = (radius: number, angle: number) => ({ x: Math.cos(angle) * radius, y: Math.sin(angle) * radius });

function node(id: string, kind: string, label: string, more: Partial<SceneNode>): SceneNode {
  return {
    id, kind, label, shape: "resource", class: "other", detail: "", account: null, region: "global", x: 0, y: 0, size: 20,
    rank: 0.4, state: "ok", parent: null, count: 1, canOpen: false, isOpen: false, badges: [], ...more,
  };
}

function accountNode(account: DevAccount, more: Partial<SceneNode>): SceneNode {
  const unread = account.state === "partial" || account.state === "unread";
  return node(account.arn, ACCOUNT, account.name, {
    class: account.class, detail: account.id, account: account.id, state: account.state, canOpen: true,
    parent: account.folder.arn, badges: unread ? [{ kind: "unread", count: 2 }] : [], ...more,
  });
}

function edge(from: string, to: string, kind: string, more: Partial<SceneEdge> = {}): SceneEdge {
  return { id: `${from}>${to}>${kind}`, from, to, kind, label: "", count: 1, unknown: 0, state: "solid", why: "", bow: 0, ...more };
}

function sectors(org: DevOrganization): { folder: DevFolder; start: number; end: number; members: DevAccount[] }[] {
  const leaves = org.folders.filter((folder) => org.accounts.some((account) => account.folder === folder && !account.hub));
  const weights = leaves.map((folder) => Math.sqrt(org.accounts.filter((account) => account.folder === folder).length) + 1.4);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let at = Math.PI / 2;
  return leaves.map((folder, index) => {
    const span = ((weights[index] ?? 1) / whole) * TAU;
    const sector = { folder, start: at, end: at + span, members: org.accounts.filter((one) => one.folder === folder && !one.hub) };
    at += span;
    return sector;
  });
}

interface Parts {
  nodes: SceneNode[];
  edges: SceneEdge[];
  guides: Guide[];
}

const resourceKinds = ["AWS::IAM::Role", "AWS::EC2::VPC", "AWS::EC2::VPCEndpoint", "AWS::SageMaker::Domain", "AWS::SageMaker::ModelPackageGroup", "AWS::ServiceCatalog::Portfolio"];

function innerRing(parts: Parts, account: SceneNode): void {
  for (let index = 0; index < 9; index++) {
    const kind = resourceKinds[index % resourceKinds.length] ?? ACCOUNT;
    const at = polar(account.size * 2.1, (index / 9) * TAU);
    const id = `${account.id}/${kind}/${index}`;
    parts.nodes.push(node(id, kind, `${account.label}-${index}`, { class: account.class, x: account.x + at.x, y: account.y + at.y, size: account.size * 0.34, parent: account.id, account: account.account, rank: 0.3 }));
    parts.edges.push(edge(id, account.id, "child-of"));
  }
}

function organization(org: DevOrganization, request: SceneRequest): Parts {
  const parts: Parts = { nodes: [], edges: [], guides: [] };
  const root = org.folders[0];
  if (!root) return parts;
  parts.nodes.push(node(root.arn, "AWS::Organizations::Root", "Root", { class: "management", size: 62, rank: 1, badges: [{ kind: "attached", count: 3 }], shape: "hub" }));
  const hubs = org.accounts.filter((account) => account.hub);
  hubs.forEach((account, index) => {
    const at = polar(210, Math.PI / 2 + (index / hubs.length) * TAU);
    const hub = accountNode(account, { ...at, shape: "hub", size: 40, rank: 1, parent: root.arn, isOpen: request.open.includes(account.arn) });
    parts.nodes.push(hub);
    parts.edges.push(edge(account.arn, root.arn, "child-of"));
    if (hub.isOpen) innerRing(parts, hub);
  });
  const few = org.accounts.length <= 500;
  for (const { folder, start, end, members } of sectors(org)) {
    const middle = (start + end) / 2;
    const isOpen = request.open.includes(folder.arn) || (few && !request.folded.includes(folder.arn));
    parts.guides.push({ label: folder.name.replace("_", " · "), class: folder.class, x: 0, y: 0, inner: 330, outer: 1000, start: start + 0.012, end: end - 0.012 });
    const size = 22 + Math.sqrt(members.length) * (few ? 5 : 2.4);
    parts.nodes.push(node(folder.arn, OU, folder.name, { class: folder.class, ...polar(430, middle), size, shape: "bundle", count: members.length, rank: 1, parent: root.arn, canOpen: true, isOpen, badges: [{ kind: "attached", count: 2 }, { kind: "inherited", count: 3 }] }));
    parts.edges.push(edge(folder.arn, root.arn, "child-of"));
    if (!isOpen) continue;
    const rows = Math.max(1, Math.ceil(members.length / Math.max(4, ((end - start) * 850) / 75)));
    const perRow = Math.ceil(members.length / rows);
    members.forEach((account, index) => {
      const row = index % rows;
      const column = Math.floor(index / rows);
      const angle = start + ((column + 0.6 + (row % 2) * 0.25) / (perRow + 0.5)) * (end - start);
      const radius = rows === 1 ? 780 : 600 + (row / (rows - 1)) * 330;
      const open = request.open.includes(account.arn);
      const drawn = accountNode(account, { ...polar(radius, angle), size: few ? 17 : 9, rank: 0.5, isOpen: open });
      parts.nodes.push(drawn);
      parts.edges.push(edge(account.arn, folder.arn, "child-of"));
      if (open) innerRing(parts, drawn);
    });
  }
  const policy = "arn:aws:organizations::111111111111:policy/o-exampleorg1/service_control_policy/p-region";
  parts.nodes.push(node(policy, "AWS::Organizations::Policy", "deny-outside-regions", { class: "management", ...polar(110, 0.5), size: 15, rank: 0.6, parent: root.arn }));
  for (const folder of org.folders.slice(1, 8)) if (parts.nodes.some((one) => one.id === folder.arn)) parts.edges.push(edge(policy, folder.arn, "attached-to", { label: "SCP" }));
  return parts;
}

function network(org: DevOrganization): Parts {
  const parts: Parts = { nodes: [], edges: [], guides: [] };
  const tgw = "arn:aws:ec2:eu-west-1:200000039595:transit-gateway/tgw-01";
  parts.nodes.push(node(tgw, "AWS::EC2::TransitGateway", "tgw-eu-west-1", { class: "infrastructure", size: 58, rank: 1, shape: "hub", region: "eu-west-1" }));
  const segments: [string, DevAccount["class"]][] = [["shared", "infrastructure"], ["production", "prod"], ["pre-production", "pre-prod"], ["development", "dev"]];
  segments.forEach(([name, folderClass], ring) => {
    const radius = 300 + ring * 175;
    parts.guides.push({ label: `segment ${name}`, class: folderClass, x: 0, y: 0, inner: radius - 70, outer: radius + 70, start: 0, end: TAU });
    const id = `tgw-rtb-${name}`;
    parts.nodes.push(node(id, "AWS::EC2::TransitGatewayRouteTable", name, { class: folderClass, ...polar(radius, Math.PI / 2), size: 30, rank: 1, shape: "hub" }));
    parts.edges.push(edge(id, tgw, "of-transit-gateway"));
    const members = org.accounts.filter((account) => account.class === folderClass).slice(0, 60);
    members.forEach((account, index) => {
      const angle = Math.PI / 2 + ((index + 1) / (members.length + 1)) * TAU;
      const at = polar(radius, angle);
      const vpc = `${account.id}/vpc`;
      parts.nodes.push(node(vpc, "AWS::EC2::VPC", `${account.name}-vpc`, { class: folderClass, ...at, size: 21, rank: 0.5, detail: `10.${ring}.${index}.0/24`, account: account.id, region: "eu-west-1" }));
      parts.edges.push(edge(vpc, id, "associated-with"));
      if (index % 3 === 0) parts.edges.push(edge(vpc, "tgw-rtb-shared", "propagates-to", { state: index % 2 ? "unknown" : "solid" }));
      const point = polar(radius + 36, angle + 0.03);
      const missing = index % 7 === 3;
      parts.nodes.push(node(`${missing ? "gap:" : ""}${vpc}/s3`, "AWS::EC2::VPCEndpoint", missing ? "S3 endpoint missing" : "s3", { class: folderClass, ...point, size: 8, shape: missing ? "gap" : "resource", parent: vpc }));
    });
  });
  for (let index = 0; index < 6; index++) {
    parts.nodes.push(node(`sandbox-vpc-${index}`, "AWS::EC2::VPC", `sandbox-${index}-vpc`, { class: "sandbox", ...polar(985, 3.6 + index * 0.1), size: 20, rank: 0.5, state: index === 2 ? "unread" : "ok" }));
  }
  return parts;
}

function portfolios(org: DevOrganization): Parts {
  const parts: Parts = { nodes: [], edges: [], guides: [] };
  const hubs = org.accounts.filter((account) => account.hub && account.name !== "management" && account.name !== "network");
  for (const { folder, start, end, members } of sectors(org)) {
    parts.guides.push({ label: folder.name, class: folder.class, x: 0, y: 0, inner: 720, outer: 1000, start: start + 0.015, end: end - 0.015 });
    parts.nodes.push(node(folder.arn, OU, folder.name, { class: folder.class, ...polar(800, (start + end) / 2), size: 26 + Math.sqrt(members.length) * 4, shape: "bundle", count: members.length, rank: 1, canOpen: true }));
  }
  hubs.forEach((account, index) => {
    const angle = Math.PI / 6 + (index / hubs.length) * TAU;
    const hub = accountNode(account, { ...polar(190, angle), shape: "hub", size: 46, rank: 1, parent: null });
    parts.nodes.push(hub);
    ["model-building", "model-deployment", "blueprints", "analytics"].forEach((name, petal) => {
      const id = `arn:aws:catalog:eu-west-1:${account.id}:portfolio/port-${index}${petal}`;
      const at = polar(135, angle + (petal - 1.5) * 0.62);
      parts.nodes.push(node(id, "AWS::ServiceCatalog::Portfolio", name, { class: account.class, x: hub.x + at.x, y: hub.y + at.y, size: 25, rank: 0.9, parent: hub.id, count: 3 }));
      parts.edges.push(edge(hub.id, id, "holds"));
      org.folders.slice(1).forEach((folder, order) => {
        if ((order + petal + index) % 4 !== 0 || !parts.nodes.some((one) => one.id === folder.arn)) return;
        const count = org.accounts.filter((one) => one.folder === folder).length;
        parts.edges.push(edge(id, folder.arn, "shared-with", { count, label: "share to OU", state: order === 4 ? "hollow" : "solid" }));
      });
    });
  });
  return parts;
}

function trust(org: DevOrganization): Parts {
  const parts: Parts = { nodes: [], edges: [], guides: [] };
  const rings: [string, DevAccount["class"][], number][] = [
    ["Production", ["prod", "management", "security", "infrastructure"], 330],
    ["Pre-production", ["pre-prod", "deployments", "compliance"], 540],
    ["Development", ["dev"], 740],
    ["Sandbox", ["sandbox"], 900],
  ];
  let inner = 0;
  for (const [label, members, outer] of rings) {
    parts.guides.push({ label, class: members[0] ?? "other", x: 0, y: 0, inner, outer, start: 0, end: TAU });
    const accounts = org.accounts.filter((account) => members.includes(account.class)).slice(0, 90);
    accounts.forEach((account, index) => {
      const radius = inner === 0 ? (index % 2 ? 270 : 150) : (inner + outer) / 2;
      parts.nodes.push(accountNode(account, { ...polar(radius, Math.PI / 2 + (index / accounts.length) * TAU), size: 19, rank: account.hub ? 1 : 0.5, parent: null }));
    });
    inner = outer;
  }
  const outside = "unknown:999988887777";
  parts.nodes.push(node(outside, ACCOUNT, "999988887777", { class: "external", state: "unknown", ...polar(990, 0.4), size: 22, rank: 1, detail: "outside the organization" }));
  const shown = org.accounts.filter((account) => parts.nodes.some((one) => one.id === account.arn));
  shown.forEach((account, index) => {
    const other = shown[(index * 7 + 3) % shown.length];
    if (other && other !== account) parts.edges.push(edge(other.arn, account.arn, "trusts", { label: `${(index % 4) + 1} roles`, count: (index % 4) + 1, state: "named" }));
  });
  if (shown[9]) parts.edges.push(edge(outside, shown[9].arn, "trusts", { label: "1 role", state: "named" }));
  return parts;
}

/** The scene of a request. */
export function devScene(org: DevOrganization, request: SceneRequest): Scene {
  const views = { organization, network, portfolios, trust };
  const parts = views[request.view](org, request);
  const { classes, states, hiddenKinds } = request.filter;
  const keeps = (one: SceneNode) =>
    !hiddenKinds.includes(one.kind) && (classes.length === 0 || one.kind !== ACCOUNT || classes.includes(one.class)) &&
    (states.length === 0 || one.kind !== ACCOUNT || states.includes(one.state));
  const nodes = parts.nodes.filter(keeps);
  const ids = new Set(nodes.map((one) => one.id));
  const edges = parts.edges.filter((one) => ids.has(one.from) && ids.has(one.to));
  const unread: NodeState[] = ["partial", "unread"];
  const unreadAccounts = org.accounts.filter((account) => unread.includes(account.state)).length;
  return {
    view: request.view, nodes, edges, guides: parts.guides, bounds: { left: -1010, right: 1010, bottom: -1010, top: 1010 },
    totals: { accounts: org.accounts.length, accountsDrawn: nodes.filter((one) => one.kind === ACCOUNT).length, relations: edges.length, unreadAccounts },
    notes: request.view === "trust" ? ["Edges show whom trust policies name; whether that is effective is not evaluated."] : [],
  };
}
