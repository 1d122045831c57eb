// Small answers for tests. Each takes what should be different.
import type {
  AccountRow,
  CacheInfo,
  CrawlProgress,
  CrawlRow,
  ProfileRow,
  Scene,
  SceneEdge,
  SceneNode,
  SearchHit,
  StatusAnswer,
  Task,
} from "../platform/bindings";

/** A node of the map. */
export function aNode(id: string, more: Partial<SceneNode> = {}): SceneNode {
  return {
    id,
    kind: "AWS::Organizations::Account",
    shape: "resource",
    class: "dev",
    label: id,
    detail: "",
    account: null,
    region: "global",
    x: 0,
    y: 0,
    size: 10,
    rank: 0.5,
    state: "ok",
    parent: null,
    count: 1,
    canOpen: false,
    isOpen: false,
    badges: [],
    ...more,
  };
}

/** An edge of the map. */
export function anEdge(from: string, to: string, more: Partial<SceneEdge> = {}): SceneEdge {
  return { id: `${from}>${to}`, from, to, kind: "child-of", label: "", count: 1, unknown: 0, state: "solid", why: "", bow: 0, ...more };
}

/** A scene of the organization view. */
export function aScene(nodes: SceneNode[], edges: SceneEdge[] = [], more: Partial<Scene> = {}): Scene {
  return {
    view: "organization",
    nodes,
    edges,
    guides: [],
    bounds: { left: -1000, right: 1000, bottom: -1000, top: 1000 },
    totals: { accounts: nodes.length, accountsDrawn: nodes.length, relations: edges.length, unreadAccounts: 0 },
    notes: [],
    ...more,
  };
}

/** A complete crawl. */
export function aCrawl(more: Partial<CrawlRow> = {}): CrawlRow {
  return { id: 1, started: 0, finished: 4000, state: "complete", percent: 100, source: "demo", organization: "o-1", requests: 12, coverage: [{ status: "complete", count: 10 }], unread: 0, notReached: 0, note: null, known: null, ...more };
}

/** A cache with one crawl. */
export function aCache(more: Partial<CacheInfo> = {}): CacheInfo {
  return { path: "/caches/demo.sqlite", readOnly: false, demo: true, crawl: aCrawl(), latest: 1, cutOff: null, regions: ["eu-west-1"], units: { thisCrawl: 10, earlier: 0, notRead: 0, leftOut: 0 }, ...more };
}

/** A profile of the shared AWS configuration. */
export function aProfile(name: string, more: Partial<ProfileRow> = {}): ProfileRow {
  return { name, region: null, identityCenter: false, ...more };
}

/** A window in which nothing is open. */
export function aStatus(more: Partial<StatusAnswer> = {}): StatusAnswer {
  const profiles = [aProfile("default"), aProfile("audit", { region: "eu-west-1", identityCenter: true })];
  return { version: "0.1.0", cache: null, tasks: [], profiles, profilesProblem: null, defaultRole: "ArmillaryReadRole", keys: [], keyringProblem: null, settingsProblem: null, recent: [], canRecrawl: false, ...more };
}

/** A task that runs. */
export function aTask(more: Partial<Task> = {}, progress: Partial<CrawlProgress> = {}): Task {
  return {
    id: 7, state: "running", elapsed: 900, failure: null,
    progress: { kind: "demo", step: "IAM", done: 3, planned: 12, incomplete: 0, requests: 40, resources: 90, remaining: 2700, ...progress },
    ...more,
  };
}

/** An account. */
export function anAccount(name: string, more: Partial<AccountRow> = {}): AccountRow {
  return {
    arn: `arn:aws:organizations::1:account/o-1/${name}`,
    id: name.padStart(12, "0"),
    name,
    email: `${name}@example.com`,
    state: "ACTIVE",
    ouPath: "Workloads / Dev",
    class: "dev",
    joined: 0,
    resources: 5,
    coverage: [{ status: "complete", count: 4 }],
    asOf: 1,
    asOfAt: null,
    ...more,
  };
}

/** A search hit. */
export function aHit(name: string): SearchHit {
  return { arn: `arn:${name}`, kind: "AWS::IAM::Role", plain: "role", name, account: "000000000001", accountName: "fraud-dev", region: "global" };
}
