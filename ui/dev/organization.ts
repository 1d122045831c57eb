// A made-up organization for looking at the window without the program behind it.
import type { FolderClass, NodeState } from "../src/platform/bindings";

export interface DevFolder {
  id: string;
  arn: string;
  name: string;
  class: FolderClass;
  parent: string | null;
}

export interface DevAccount {
  id: string;
  arn: string;
  name: string;
  email: string;
  class: FolderClass;
  folder: DevFolder;
  state: NodeState;
  hub: boolean;
}

export interface DevOrganization {
  folders: DevFolder[];
  accounts: DevAccount[];
}

const MANAGEMENT = "111111111111";
const ORG = "o-exampleorg1";

const tree: [string, FolderClass, string | null][] = [
  ["Security", "security", null],
  ["Infrastructure", "infrastructure", null],
  ["Workloads", "other", null],
  ["Workloads_Dev", "dev", "Workloads"],
  ["Workloads_PreProd", "pre-prod", "Workloads"],
  ["Workloads_Prod", "prod", "Workloads"],
  ["Deployments", "deployments", null],
  ["Sandbox", "sandbox", null],
  ["Regulated", "compliance", null],
];

const foundation: [string, string, boolean][] = [
  ["management", "", true],
  ["log-archive", "Security", false],
  ["security-tooling", "Security", false],
  ["security-read-only", "Security", false],
  ["break-glass", "Security", false],
  ["network", "Infrastructure", true],
  ["shared-services", "Infrastructure", true],
  ["blueprint-hub", "Infrastructure", true],
  ["ml-shared-services", "Infrastructure", true],
  ["data-lake", "Infrastructure", false],
  ["data-governance", "Infrastructure", false],
  ["devops", "Deployments", false],
  ["automation", "Deployments", false],
  ["claims-phi", "Regulated", false],
];

const teams = ["fraud", "credit-risk", "pricing", "churn", "claims", "search", "vision", "speech", "forecast", "marketing", "logistics", "kyc"];

/** Builds it with about `count` accounts. */
export function devOrganization(count: number): DevOrganization {
  const root: DevFolder = { id: "r-ex01", arn: `arn:aws:organizations::${MANAGEMENT}:root/${ORG}/r-ex01`, name: "Root", class: "management", parent: null };
  const folders = [root];
  for (const [name, folderClass, parent] of tree) {
    const id = `ou-ex01-${name.toLowerCase().replace(/_/g, "")}`;
    const above = folders.find((folder) => folder.name === parent) ?? root;
    folders.push({ id, arn: `arn:aws:organizations::${MANAGEMENT}:ou/${ORG}/${id}`, name, class: folderClass, parent: above.id });
  }
  const accounts: DevAccount[] = [];
  const add = (name: string, folderName: string, hub = false) => {
    const folder = folders.find((one) => one.name === folderName) ?? root;
    const id = accounts.length === 0 ? MANAGEMENT : String(200000000000 + accounts.length * 7919);
    const state: NodeState = name === "break-glass" ? "unread" : name.endsWith("7-prod") || name === "kyc-dev" ? "partial" : name === "sandbox-3" ? "suspended" : "ok";
    accounts.push({ id, arn: `arn:aws:organizations::${MANAGEMENT}:account/${ORG}/${id}`, name, email: `aws+${name}@example.com`, class: folder.class, folder, state, hub });
  };
  for (const [name, folder, hub] of foundation) add(name, folder, hub);
  const sandboxes = Math.max(8, Math.round(count * 0.12));
  const teamCount = Math.max(12, Math.round((count - foundation.length - sandboxes) / 3));
  for (let index = 0; index < teamCount; index++) {
    const base = teams[index % teams.length] ?? "team";
    const name = index < teams.length ? base : `${base}-${Math.floor(index / teams.length) + 1}`;
    add(`${name}-dev`, "Workloads_Dev");
    add(`${name}-preprod`, "Workloads_PreProd");
    if (index % 9 !== 4) add(`${name}-prod`, "Workloads_Prod");
  }
  for (let index = 1; index <= sandboxes; index++) add(`sandbox-${index}`, "Sandbox");
  return { folders, accounts };
}
