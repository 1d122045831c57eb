// A channel that answers from the made-up organization.
import type {
  AccountRow, Action, Answers, CacheInfo, CoverageRow, CrawlRow, Event, Failure, Inspection, KindCount, Outcomes, PortfolioRow, ProfileRow, Query, ResourceRow,
  SceneNode, SceneRequest, SearchHit, Service, StatusAnswer, Task,
} from "../src/platform/bindings";
import type { Channel } from "../src/platform/platform";
import { plainKind } from "../src/map/icons";
import { devMatrix } from "./matrix";
import { devOrganization, type DevAccount, type DevOrganization } from "./organization";
import { devPolicy, devPolicyRow, devWords } from "./policies";
import { devScene } from "./scenes";
import { DevTrust } from "./trust";

const noFilter = { ous: [], classes: [], regions: [], hiddenKinds: [], states: [] };
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const started = Date.UTC(2026, 10, 20, 14, 30);

/** Fails as the shell does: with a plain object. */
function fail(failure: Failure): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  return Promise.reject(failure);
}

function aProfile(name: string, region: string | null = null, identityCenter = false): ProfileRow {
  return { name, region, identityCenter };
}

/** The channel. */
export class DevChannel implements Channel {
  private org: DevOrganization;
  private open: boolean;
  private task: Task | null = null;
  private trust: DevTrust;
  private readonly listeners = new Set<(event: Event) => void>();

  constructor(accounts: number, open: boolean) {
    this.org = devOrganization(accounts);
    this.trust = new DevTrust(this.org);
    this.open = open;
  }

  onEvent(callback: (event: Event) => void) {
    this.listeners.add(callback);
    return () => void this.listeners.delete(callback);
  }

  async query<Asked extends Query>(query: Asked): Promise<Answers[Asked["query"]]> {
    await pause(3);
    return (await this.answer(query)) as Answers[Asked["query"]];
  }

  async act<Done extends Action>(action: Done): Promise<Outcomes[Done["action"]]> {
    await pause(20);
    return (await this.carryOut(action)) as Outcomes[Done["action"]];
  }

  apply(): Promise<never> {
    return fail({ code: "other", message: "the made-up organization cannot be changed: start the demo" });
  }

  private answer(query: Query): Answers[Query["query"]] | Promise<Answers[Query["query"]]> {
    switch (query.query) {
      case "status": return this.status();
      case "crawls": return [this.crawl()];
      case "kinds": return this.kinds();
      case "scene": return devScene(this.org, query.request);
      case "reveal": return this.reveal(query.arn);
      case "search": return this.search(query.text, query.limit);
      case "inspect": return this.inspect(query.arn);
      case "accounts": return { rows: this.org.accounts.map(accountRow), incomplete: false };
      case "portfolios": return this.portfolios();
      case "portfolioMatrix": return devMatrix(this.org, this.portfolios(), query.request);
      case "coverage": return { totals: this.crawl().coverage, rows: this.coverage(), total: this.coverage().length, causes: [], ages: [{ crawl: 2, at: started, units: 100 }], units: this.units(), notReached: 8, idle: [] };
      case "resources": {
        const { kinds, account, region, text, arns, offset, limit } = query.filter;
        const rows = [...this.rows(), devPolicyRow].filter((row) =>
          (kinds.length === 0 || kinds.includes(row.kind)) && (account === null || row.account === account) &&
          (region === null || row.region === region) && (arns.length === 0 || arns.includes(row.arn)) &&
          (text === null || (row.name + row.arn).toLowerCase().includes(text.toLowerCase())));
        return { rows: rows.slice(offset, offset + limit), total: rows.length, unreadUnits: 2 };
      }
      case "editedPolicy": return pause(600).then(() => devPolicy(this.org, query.text));
      case "policyWords": return devWords(query.text);
      default: return this.trust.answer(query);
    }
  }

  private carryOut(action: Action): Outcomes[Action["action"]] | Promise<Outcomes[Action["action"]]> {
    switch (action.action) {
      case "startDemo": {
        this.org = devOrganization(action.accounts);
        this.trust = new DevTrust(this.org);
        void this.run("demo");
        return 1;
      }
      case "startCrawl":
        return fail({ code: "credentials", message: `the profile \`${action.connection.profile ?? ""}\` has expired credentials; run \`aws sso login\` and try again` });
      case "recrawl": void this.run("crawl"); return 2;
      case "cancel": if (this.task) this.task = { ...this.task, state: "cancelling" }; return null;
      case "openCache": this.open = true; this.emit({ event: "cacheChanged" }); return this.cache();
      case "closeCache": this.open = false; this.emit({ event: "cacheChanged" }); return null;
      case "export": return "/home/me/map.svg";
      case "prepare": case "showCrawl": case "saveKey": case "forgetKey": case "quit": return null;
      default: return fail({ code: "other", message: "the made-up organization has no plans: start the demo" });
    }
  }

  private emit(event: Event) {
    for (const listener of this.listeners) listener(event);
  }

  private async run(kind: "demo" | "crawl") {
    const planned = this.org.accounts.length * 2;
    for (let step = 0; step <= 40; step++) {
      const done = Math.floor((planned * step) / 40);
      const state = this.task?.state === "cancelling" ? "cancelling" : "running";
      this.task = { id: 1, state, elapsed: step * 100, failure: null, progress: { kind, step: `IAM in ${this.org.accounts[step % this.org.accounts.length]?.name ?? ""}`, done, planned: step < 3 ? 0 : planned, incomplete: Math.floor(step / 14), requests: step * 93, resources: step * 41, remaining: step < 5 ? null : (40 - step) * 100 } };
      this.emit({ event: "task", task: this.task });
      await pause(100);
      if (state === "cancelling") break;
    }
    this.open = true;
    this.task = { ...(this.task as Task), state: this.task?.state === "cancelling" ? "cancelled" : "done" };
    this.emit({ event: "cacheChanged" });
    this.emit({ event: "task", task: this.task });
    this.task = null;
  }

  private crawl(): CrawlRow {
    return {
      id: 3, started, finished: started + 4200, state: "partial", percent: 98, source: "demo", organization: "o-exampleorg1", requests: 3712, note: "3 units were not read",
      coverage: [{ status: "complete", count: this.org.accounts.length * 12 }, { status: "region-off", count: 9 }, { status: "denied", count: 4 }, { status: "failed", count: 2 }, { status: "skipped", count: 12 }],
      unread: 6, notReached: 8,
      known: { current: this.org.accounts.length * 12 + 9, earlier: 6, oldest: { crawl: 2, at: started - 86_400_000, units: 6 }, never: 12 },
    };
  }

  private kinds(): KindCount[] {
    const counts = new Map<string, number>();
    for (const row of this.rows()) counts.set(row.kind, (counts.get(row.kind) ?? 0) + 1);
    return [...counts].map(([kind, count]) => ({ kind, plain: plainKind(kind), count }));
  }

  private cache(): CacheInfo {
    return { path: "/home/me/.local/share/armillary/demo.sqlite", readOnly: false, demo: true, crawl: this.crawl(), latest: 3, cutOff: null, regions: ["eu-west-1", "eu-central-1", "global"], units: this.units() };
  }

  private units() {
    const notRead = this.coverage().length;
    return { thisCrawl: 100 - notRead, earlier: 0, notRead, leftOut: 0 };
  }

  private status(): StatusAnswer {
    return { version: "0.1.0", cache: this.open ? this.cache() : null, tasks: this.task ? [this.task] : [], profiles: [aProfile("default"), aProfile("platform-audit", "eu-west-1", true), aProfile("sandbox")], profilesProblem: null, defaultRole: "ArmillaryReadRole", keys: ["break-glass"], keyringProblem: null, settingsProblem: null, recent: ["/home/me/.local/share/armillary/platform-audit.sqlite", "/home/me/Downloads/from-a-colleague.sqlite"], canRecrawl: true };
  }

  private nodes(): SceneNode[] {
    const request = (view: SceneRequest["view"]): SceneRequest => ({ view, open: this.org.accounts.slice(0, 30).map((one) => one.arn), folded: [], filter: noFilter, named: false });
    const all = (["organization", "network", "portfolios"] as const).flatMap((view) => devScene(this.org, request(view)).nodes);
    return [...new Map(all.map((node) => [node.id, node])).values()].filter((node) => node.shape !== "gap");
  }

  private rows(): ResourceRow[] {
    return this.nodes().map((node) => ({ arn: node.id, kind: node.kind, name: node.label, account: node.account ?? "111111111111", accountName: this.name(node.account), region: node.region, stale: node.state === "unread", asOf: 2, asOfAt: started, unread: [] }));
  }

  private name(account: string | null) {
    return this.org.accounts.find((one) => one.id === account)?.name ?? "management";
  }

  private hits(): SearchHit[] {
    return this.rows().map((row) => ({ ...row, plain: plainKind(row.kind) }));
  }

  private search(text: string, limit: number) {
    const found = this.hits().filter((hit) => `${hit.name} ${hit.arn} ${hit.account}`.toLowerCase().includes(text.toLowerCase()));
    return { hits: found.slice(0, limit), total: found.length, indexing: false };
  }

  private reveal(arn: string) {
    const account = this.org.accounts.find((one) => arn.startsWith(one.arn) || arn === `arn:aws:iam::${one.id}:root`);
    return account ? [account.folder.arn, ...(arn.startsWith(`${account.arn}/`) ? [account.arn] : [])] : [];
  }

  private inspect(arn: string): Inspection | Promise<never> {
    const resource = this.rows().find((row) => row.arn === arn) ?? this.role(arn);
    if (!resource) return fail({ code: "notFound", message: `\`${arn}\` is not in the cache as of this crawl` });
    const account = this.org.accounts.find((one) => arn.startsWith(one.arn) || one.id === resource.account);
    const hit = (other: string) => this.hits().filter((one) => one.arn === other);
    const other = (one: DevAccount) => ({ arn: one.arn, name: one.name, kind: "AWS::Organizations::Account", account: one.id, label: "" });
    return {
      resource, plain: plainKind(resource.kind),
      document: { Id: resource.account, Arn: arn, Name: resource.name, Status: "ACTIVE", JoinedMethod: "CREATED", Tags: [{ Key: "team", Value: "fraud" }, { Key: "stage", Value: "dev" }], AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: ["arn:aws:iam::111111111111:root", "*"] }, Action: "sts:AssumeRole", Condition: { Bool: { "aws:MultiFactorAuthPresent": true } } }] } },
      related: [
        { title: "is trusted by", kind: "trusts", outgoing: false, total: 9, rows: this.org.accounts.slice(2, 11).map(other) },
        { title: "policies attached", kind: "attached-to", outgoing: false, total: 2, rows: [{ arn: "p-1", name: "deny-outside-regions", kind: "AWS::Organizations::Policy", account: null, label: "SCP" }, { arn: "p-FullAWSAccess", name: "FullAWSAccess", kind: null, account: null, label: "SCP" }] },
      ],
      path: account ? [...new Set([this.org.folders[0]?.arn ?? "", account.folder.arn])].flatMap(hit) : [],
      gaps: account?.state === "unread" || account?.state === "partial" ? this.coverage().slice(0, 2) : [],
      history: [{ fromCrawl: 3, from: started, toCrawl: null }, { fromCrawl: 1, from: started - 86400000 * 3, toCrawl: 3 }],
    };
  }

  /** A made-up role, so that the trust screen leads somewhere. */
  private role(arn: string): ResourceRow | undefined {
    const [, account = "", name = ""] = /^arn:aws:iam::(\d+):role\/(?:.*\/)?(.+)$/.exec(arn) ?? [];
    return name === "" ? undefined : { arn, kind: "AWS::IAM::Role", name, account, accountName: this.name(account), region: "global", stale: false, asOf: 1, asOfAt: null, unread: [] };
  }

  private portfolios(): PortfolioRow[] {
    const nodes = devScene(this.org, { view: "portfolios", open: [], folded: [], filter: noFilter, named: false }).nodes.filter((node) => node.kind.endsWith("Portfolio"));
    return nodes.map((node, index) => ({
      arn: node.id, id: `port-${index}`, name: node.label, provider: "CCOE", account: node.id.split(":")[4] ?? "", accountName: this.name(node.id.split(":")[4] ?? ""), region: "eu-west-1", products: 3, principals: 2,
      shares: this.org.folders.slice(1 + (index % 4), 2 + (index % 4) + (index % 3)).map((folder) => ({ arn: folder.arn, name: folder.name, shareType: "ORGANIZATIONAL_UNIT", accounts: 12, sharePrincipals: index % 2 === 0 })),
      sharesKnown: index % 5 !== 4, reached: 14, usable: index % 3 === 0 ? 14 : 11, unknown: index % 3 === 1 ? 3 : 0,
    }));
  }

  private coverage(): CoverageRow[] {
    const rows = this.org.accounts.filter((one) => one.state !== "ok");
    return rows.flatMap((account) => (["iam", "ec2", "sagemaker"] as Service[]).map((service, index): CoverageRow => ({
      account: account.id, accountName: account.name, region: index === 0 ? "global" : "eu-west-1", service, status: account.state === "suspended" ? "skipped" : index === 2 ? "failed" : "denied", notReached: false,
      gaps: [{ operation: index === 0 ? "iam:GetAccountAuthorizationDetails" : "ec2:DescribeVpcs", code: "AccessDenied", message: "not authorized to perform sts:AssumeRole on role/ArmillaryRead" }], crawl: 2, lastComplete: index === 1 ? 1 : null, lastCompleteAt: index === 1 ? started - 86400000 : null,
    })));
  }
}

function accountRow(account: DevAccount): AccountRow {
  const missing = account.state === "ok" ? 0 : 3;
  return { arn: account.arn, id: account.id, name: account.name, email: account.email, state: account.state === "suspended" ? "SUSPENDED" : "ACTIVE", ouPath: account.folder.name === "Root" ? "" : account.folder.name.replace("_", " / "), class: account.class, joined: started - 86400000 * 300, resources: 42, coverage: [{ status: "complete", count: 12 - missing }, { status: "denied", count: missing }], asOf: 2, asOfAt: started };
}
