// Made-up answers about trust: the reference platform's roles, SCPs at OUs, external ids, accounts that were not read.
import type {
  Answers, Failure, HopKind, JsonValue, LayerKind, NodeKind, Outcome, Query, Stage, TrustCondition, TrustDocument, TrustEnd, TrustExplanation, TrustFindingRow, TrustHop, TrustLayer, TrustMatrixAnswer,
  TrustNearMiss, TrustNode, TrustPath, TrustPathsAnswer, TrustStatement, TrustUnknown, TrustVerdict, WhatCanAnswer, WhoCanAnswer,
} from "../src/platform/bindings";
import type { DevAccount, DevOrganization } from "./organization";

const stageOf: Record<string, Stage> = { dev: "dev", "pre-prod": "preprod", prod: "prod", sandbox: "sandbox" };
const stageNames: Record<string, string> = { external: "Outside the organization", sandbox: "Sandbox", dev: "Development", preprod: "Pre-production", prod: "Production", hub: "Shared services" };
const PARTNER = "999988887777";

export const externalId: TrustCondition = { key: "sts:ExternalId", operator: "StringEquals", values: ["scan-7f3a"], negated: false, words: "only with the external id `scan-7f3a`" };
const mfa: TrustCondition = { key: "aws:MultiFactorAuthPresent", operator: "Bool", values: ["true"], negated: false, words: "only with MFA" };
const endpoint: TrustCondition = { key: "aws:SourceVpce", operator: "StringEquals", values: ["vpce-0a1b2c3d4e5f60718"], negated: false, words: "only through the VPC endpoint `vpce-0a1b2c3d4e5f60718`" };

/** The answers. */
export class DevTrust {
  private built = false;

  constructor(private readonly org: DevOrganization) {}

  async answer(query: Query): Promise<Answers[Query["query"]]> {
    if (query.query !== "trustEnds" && !this.built) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      this.built = true;
    }
    switch (query.query) {
      case "trustEnds": return this.ends(query.text).slice(0, query.limit);
      case "trustPaths": return this.paths(query.from, query.to, query.nearMisses);
      case "trustExplain": return this.explain(query.from, query.to, query.kind);
      case "trustMatrix": return this.matrix();
      case "whoCan": return this.whoCan(query.action, query.resource);
      case "whatCan": return this.whatCan(query.principal);
      case "trustFindings": return this.findings();
      default: return fail({ code: "other", message: `no answer to ${query.query}` });
    }
  }

  private account(name: string): DevAccount {
    return this.org.accounts.find((one) => one.name === name) ?? (this.org.accounts[0] as DevAccount);
  }

  private role(account: DevAccount, name: string, path = ""): TrustNode {
    return this.node(`arn:aws:iam::${account.id}:role/${path}${name}`, name, "role", account);
  }

  private node(id: string, name: string, kind: NodeKind, account: DevAccount): TrustNode {
    return { id, name, kind, account: account.id, accountName: account.name, stage: stageOf[account.class] ?? "hub" };
  }

  private partner(): TrustNode {
    return { id: PARTNER, name: PARTNER, kind: "externalAccount", account: PARTNER, accountName: PARTNER, stage: "external" };
  }

  private ends(text: string): TrustEnd[] {
    const stages = Object.keys(stageNames).map((stage): TrustEnd => ({ value: `stage:${stage}`, label: stageNames[stage] ?? stage, detail: `stage:${stage}`, kind: "stage", principals: stage === "external" ? 3 : 60 + stage.length * 31 }));
    if (text === "") return stages;
    const ous = this.org.folders.slice(1).map((folder): TrustEnd => ({ value: folder.id, label: folder.name, detail: folder.id, kind: "ou", principals: 84 }));
    const accounts = this.org.accounts.map((account): TrustEnd => ({ value: account.id, label: account.name, detail: `${account.id} · ${account.folder.name}`, kind: "account", principals: account.state === "unread" ? null : 23 }));
    const roles = this.org.accounts.flatMap((account) => ["SageMakerModelExecutionRole", "StackSetExecutionRole", "SetupStackSetExecutionRole", "OrganizationAccountAccessRole", "DataScientist"].map((name): TrustEnd => {
      const { id } = this.role(account, name);
      return { value: id, label: name, detail: `${account.name} · ${id}`, kind: "principal", principals: 1 };
    }));
    return [...stages, ...ous, ...accounts, ...roles].filter((end) => `${end.label} ${end.value} ${end.detail}`.toLowerCase().includes(text.toLowerCase()));
  }

  private unknown(): TrustUnknown[] {
    return this.org.accounts.filter((one) => one.state === "unread" || one.state === "partial").map((one) => ({ what: one.id, name: one.name, reason: "iam:GetAccountAuthorizationDetails was denied: not authorized to perform sts:AssumeRole on role/ArmillaryRead" }));
  }

  private end(value: string): TrustEnd | null {
    return this.ends(value).find((end) => end.value === value) ?? this.ends(value).find((end) => end.label === value) ?? null;
  }

  private async paths(fromText: string, toText: string, nearMisses: boolean): Promise<TrustPathsAnswer> {
    const [from, to] = [this.end(fromText), this.end(toText)];
    const missing = from ? toText : fromText;
    if (!from || !to) return fail({ code: "notFound", message: `\`${missing}\` is not a principal, account, OU or stage of this organization; the nearest names are \`fraud-dev\`, \`fraud-prod\`, \`stage:dev\`` });
    const inward = from.value === "stage:dev" && to.value === "stage:prod";
    const outside = from.value === "stage:external" && to.value === "stage:prod";
    const known = from.value === "stage:preprod" && to.value === "stage:prod";
    const paths = inward ? this.inwardPaths() : outside ? this.outsidePaths() : from.kind === "principal" || to.kind === "principal" ? this.inwardPaths().slice(0, 1) : [];
    const all = this.unknown();
    const unknown = known ? [] : all;
    const answer = paths.length > 0 ? "found" : unknown.length > 0 ? "unknown" : "none";
    const first = unknown[0];
    const reasons = answer === "unknown" && first ? [`a path may lead through any of ${String(unknown.length)} accounts that were not read, such as \`${first.name}\` (${first.what})`] : [];
    return {
      from, to, answer, reasons, paths, offset: 0, total: paths.length, pathsTotal: paths.reduce((sum, path) => sum + path.standsFor, 0), patterns: paths.length, hops: 4, moreNearMisses: false, reached: paths.length * 4, reachingAccounts: paths.length * 9, nearMisses: nearMisses ? (inward || known ? this.misses() : []) : [],
      unknown, idle: [], notes: from.value === "stage:sandbox" ? ["not everything was searched: there may be more paths than these of up to 6 hops; ask for narrower ends"] : [],
    };
  }

  private hop(from: TrustNode, to: TrustNode, kind: HopKind, verdict: TrustVerdict, reason: string, conditions: TrustCondition[][] = []): TrustHop {
    return { from, to, kind, verdict, conditions, reason };
  }

  private path(hops: TrustHop[], standsFor: number, notes: string[] = []): TrustPath {
    const order: TrustVerdict[] = ["allowed", "allowedIf", "unknown", "denied"];
    const verdict = order[Math.max(...hops.map((hop) => order.indexOf(hop.verdict)))] ?? "unknown";
    return { hops, verdict, conditions: hops.flatMap((hop) => hop.conditions), notes, pattern: hops.map((hop) => `${hop.from.name} ─${hop.kind}→ ${hop.to.name}`).join(), declared: false, standsFor };
  }

  private inwardPaths(): TrustPath[] {
    const [dev, prod, preprod, kyc] = [this.account("fraud-dev"), this.account("fraud-prod"), this.account("fraud-preprod"), this.account("kyc-dev")];
    const scientist = this.role(dev, "DataScientist");
    const use = this.role(dev, "AmazonSageMakerServiceCatalogProductsUseRole", "service-role/");
    const model = this.role(prod, "SageMakerModelExecutionRole");
    const setup = this.role(prod, "SetupStackSetExecutionRole");
    const execution = this.role(prod, "StackSetExecutionRole");
    const chain = ["Role chaining: sessions after the first hop last one hour at most, whatever the role's maximum session duration says."];
    return [
      this.path([this.hop(this.role(dev, "SetupLambdaExecutionRole"), execution, "assume-role", "allowed", "StackSetExecutionRole trusts the whole account fraud-dev, and SetupLambdaExecutionRole may assume *StackSetExecutionRole*.")], 12),
      this.path([
        this.hop(scientist, use, "pass-role", "allowed", "DataScientist may pass the role to sagemaker.amazonaws.com and start a processing job with it; the role trusts that service."),
        this.hop(use, model, "assume-role", "allowed", "SageMakerModelExecutionRole names the role, and the role's policy allows sts:AssumeRole on it."),
      ], 12, chain),
      this.path([
        this.hop(this.role(dev, "StackSetAdministrationRole"), setup, "assume-role", "allowedIf", "The role trusts the whole account fraud-dev; the identity policy allows sts:AssumeRole with MFA only.", [[mfa]]),
        this.hop(setup, model, "rewrite-trust", "allowed", "SetupStackSetExecutionRole may update the trust policy of *SageMakerModelExecution*, so it can name itself there and become it."),
      ], 12, chain),
      this.path([this.hop(scientist, this.role(preprod, "Deployer"), "assume-role", "allowedIf", "Deployer names DataScientist.", [[mfa, endpoint], [externalId]]), this.hop(this.role(preprod, "Deployer"), this.role(prod, "Deployer"), "assume-role", "allowed", "Deployer in fraud-prod names Deployer in fraud-preprod."), this.hop(this.role(prod, "Deployer"), model, "pass-role", "allowed", "Deployer may pass the role to SageMaker and create a model with it.")], 1, chain),
      this.path([this.hop(this.node(kyc.id, kyc.name, "unreadAccount", kyc), this.role(this.account("kyc-prod"), "StackSetExecutionRole"), "assume-role", "unknown", "The role trusts the whole account kyc-dev, whose IAM could not be read: which of its principals may assume it is not known.")], 1),
    ];
  }

  private outsidePaths(): TrustPath[] {
    const prod = this.account("fraud-prod");
    return [
      this.path([this.hop(this.partner(), this.role(this.account("vision-prod"), "VendorIntegration"), "assume-role", "allowed", "The role trusts the account 999988887777, which is not of the organization, without an external id.")], 1),
      this.path([this.hop(this.partner(), this.role(prod, "ModelScanner"), "assume-role", "allowedIf", "The role trusts the account 999988887777 with an external id.", [[externalId]])], 4),
    ];
  }

  private misses(): TrustNearMiss[] {
    const [dev, prod] = [this.account("churn-dev"), this.account("churn-prod")];
    const stopped = this.hop(this.role(dev, "PlatformEngineer"), this.role(prod, "OrganizationAccountAccessRole"), "assume-role", "denied", "The role trusts the account and the identity policy allows it, but an SCP above churn-dev denies it.");
    const scientist = this.role(dev, "DataScientist");
    const boundary = this.hop(this.role(dev, "SCProjectLaunchRole"), this.role(prod, "SageMakerModelExecutionRole"), "rewrite-trust", "denied", "Its policies allow iam:UpdateAssumeRolePolicy, but its permissions boundary does not.");
    return [
      { path: this.path([stopped], 11), layer: "scp", stoppedBy: "`PlatformEngineer` could take `OrganizationAccountAccessRole`, but the statement `DenyAssumeAdminRoles` of the SCP `guard-admin-roles` at `Workloads_Dev` denies it" },
      { path: this.path([this.hop(scientist, this.role(dev, "SCProjectLaunchRole"), "pass-role", "allowed", "DataScientist may launch the project product, which runs with the launch role."), boundary], 3), layer: "boundary", stoppedBy: "`SCProjectLaunchRole` could take `SageMakerModelExecutionRole`, but the permissions boundary `ProjectBoundary` of `SCProjectLaunchRole` does not allow it" },
    ];
  }

  private explain(fromId: string, toId: string, kind: string): TrustExplanation | Promise<never> {
    const all = [...this.inwardPaths(), ...this.outsidePaths(), ...this.misses().map((miss) => miss.path), ...this.findings()].flatMap((one) => ("hops" in one ? one.hops : one.path));
    const hop = all.find((one) => one.from.id === fromId && one.to.id === toId && one.kind === kind);
    if (!hop) return fail({ code: "notFound", message: "this hop is not in the graph any more; ask for the paths again" });
    return { from: hop.from, to: hop.to, ...explained(hop) };
  }

  private matrix(): TrustMatrixAnswer {
    const cell = (from: Stage, to: Stage, allowed: number, allowedIf = 0, unknown = 0) => ({ from, to, allowed, allowedIf, unknown, unread: from === "dev" && to === "prod" ? this.unknown().length : 0 });
    return {
      stages: ["external", "sandbox", "dev", "preprod", "prod", "hub"], principals: 1312, unread: this.unknown().length,
      cells: [
        cell("external", "prod", 1, 4), cell("external", "dev", 0, 2), cell("sandbox", "sandbox", 16), cell("dev", "dev", 412, 36, 4), cell("dev", "preprod", 36, 12, 1), cell("dev", "prod", 37, 13, 1),
        cell("preprod", "preprod", 260), cell("preprod", "prod", 12), cell("hub", "dev", 48), cell("hub", "preprod", 48), cell("hub", "prod", 44, 0, 1), cell("hub", "hub", 61), cell("prod", "prod", 244, 12), cell("prod", "hub", 0, 11), cell("dev", "hub", 0, 12),
      ],
    };
  }

  private whoCan(action: string, resource: string): WhoCanAnswer {
    const [dev, prod, shared] = [this.account("fraud-dev"), this.account("fraud-prod"), this.account("shared-services")];
    const rows: WhoCanAnswer["rows"] = [
      { principal: this.role(dev, "SetupLambdaExecutionRole"), verdict: "allowed", conditions: [] },
      { principal: this.role(dev, "StackSetAdministrationRole"), verdict: "allowed", conditions: [] },
      { principal: this.role(prod, "SetupStackSetExecutionRole"), verdict: "allowed", conditions: [] },
      { principal: this.node(`arn:aws:iam::${dev.id}:user/break-glass`, "break-glass", "user", dev), verdict: "allowedIf", conditions: [[mfa]] },
      { principal: this.partner(), verdict: "allowedIf", conditions: [[externalId]] },
      { principal: this.role(shared, "OrganizationAccountAccessRole"), verdict: "allowedIf", conditions: [[mfa, endpoint], [externalId]] },
      { principal: this.node(this.account("kyc-dev").id, "kyc-dev", "unreadAccount", this.account("kyc-dev")), verdict: "unknown", conditions: [] },
    ];
    return { action, resource, rows, offset: 0, total: 41, unknown: this.unknown(), idle: [], notes: resource.includes(":iam:") ? [] : ["The resource's own policy was not read; what it allows or denies is not counted."] };
  }

  private whatCan(principal: string): WhatCanAnswer | Promise<never> {
    const end = this.end(principal);
    if (end?.kind !== "principal") return fail({ code: "notFound", message: `\`${principal}\` is not a principal of this organization` });
    const account = this.org.accounts.find((one) => principal.includes(one.id)) ?? this.account("fraud-dev");
    return {
      principal: this.node(principal, end.label, "role", account), administrator: false, offset: 0,
      services: [
        { service: "sagemaker", actions: ["sagemaker:*"], limited: true },
        { service: "iam", actions: ["iam:PassRole", "iam:GetRole", "iam:ListRoles"], limited: true },
        { service: "s3", actions: ["s3:GetObject", "s3:PutObject", "s3:ListBucket"], limited: true },
        { service: "sts", actions: ["sts:AssumeRole"], limited: false },
        { service: "logs", actions: ["logs:*"], limited: false },
      ],
      reaches: [...new Map(this.inwardPaths().slice(0, 4).flatMap((path) => path.hops.map((hop, index) => [hop.to.id, { node: hop.to, hops: index + 1, verdict: hop.verdict }] as const))).values()],
      total: 19, unknown: this.unknown(), idle: [], notes: ["Sessions through more than one role last one hour at most."],
    };
  }

  private findings(): TrustFindingRow[] {
    const rows: TrustFindingRow[] = [];
    const teams = ["fraud", "credit-risk", "churn", "vision"];
    type Row = Pick<TrustFindingRow, "rule" | "title" | "severity" | "state" | "arn" | "name" | "summary" | "remedy" | "path">;
    const unsaid = { family: "trust", region: "global", why: "Whoever may take the role has all that it may do.", evidence: {}, firstSeen: null, lastSeen: null, owner: null, note: null, exemption: null };
    const add = (row: Row, account: DevAccount, principals: string[] = [], total = principals.length) =>
      rows.push({ ...unsaid, ...row, reason: row.state === "unknown" ? `IAM of ${account.name} could not be read` : null, id: `${row.rule} ${row.arn}`, account: account.id, accountName: account.name, principals, principalsTotal: total });
    for (const team of teams) {
      const [dev, prod] = [this.account(`${team}-dev`), this.account(`${team}-prod`)];
      const execution = this.role(prod, "StackSetExecutionRole");
      const hop = this.hop(this.role(dev, "SetupLambdaExecutionRole"), execution, "assume-role", "allowed", `StackSetExecutionRole trusts the whole account ${dev.name}, and SetupLambdaExecutionRole may assume *StackSetExecutionRole*.`);
      add({ rule: "TRU-01", title: "A production role trusts a whole account of an outer stage", severity: "high", state: "fail", arn: execution.id, name: execution.name, summary: `StackSetExecutionRole in ${prod.name} trusts every principal of ${dev.name} that may call sts:AssumeRole.`, remedy: "Name StackSetAdministrationRole in the trust policy in place of the account's root.", path: [hop] }, prod, [hop.from.id, this.role(dev, "StackSetAdministrationRole").id], 23);
    }
    const [dev, prod] = [this.account("fraud-dev"), this.account("fraud-prod")];
    const setup = this.role(prod, "SetupStackSetExecutionRole");
    add({ rule: "PRIV-02", title: "A role of an outer stage can rewrite production roles", severity: "critical", state: "fail", arn: setup.id, name: setup.name, summary: "SetupStackSetExecutionRole may rewrite the trust policies and inline policies of the production execution roles, and trusts the whole account fraud-dev.", remedy: "Remove iam:Put*, iam:Update* and iam:Attach* after setup, or put a permissions boundary on the role.", path: this.inwardPaths()[2]?.hops ?? [] }, prod);
    const vendor = this.role(this.account("vision-prod"), "VendorIntegration");
    add({ rule: "TRU-03", title: "An account outside the organization is trusted without an external id", severity: "high", state: "fail", arn: vendor.id, name: vendor.name, summary: "VendorIntegration trusts 999988887777 without sts:ExternalId.", remedy: "Require an external id that the vendor gives only to you, or remove the trust.", path: this.outsidePaths()[0]?.hops ?? [] }, this.account("vision-prod"));
    const use = this.role(dev, "AmazonSageMakerServiceCatalogProductsUseRole", "service-role/");
    add({ rule: "TRU-05", title: "A role trusts more services than it needs", severity: "medium", state: "partial", arn: use.id, name: use.name, summary: "AmazonSageMakerServiceCatalogProductsUseRole trusts ten services.", remedy: "Use one role for each service.", path: [] }, dev);
    const kyc = this.account("kyc-dev");
    add({ rule: "TRU-01", title: "A production role trusts a whole account of an outer stage", severity: "high", state: "unknown", arn: this.role(kyc, "StackSetAdministrationRole").id, name: "StackSetAdministrationRole", summary: "kyc-dev could not be read: whether its roles trust too much is not known.", remedy: "Let the crawl role read IAM in kyc-dev and crawl again.", path: [] }, kyc);
    const packages = this.role(dev, "SageMakerExecutionRole");
    add({ rule: "REG-01", title: "Who builds models can approve them", severity: "high", state: "fail", arn: packages.id, name: packages.name, summary: "SageMakerExecutionRole may call sagemaker:UpdateModelPackage with the approval status Approved.", remedy: "Deny sagemaker:UpdateModelPackage with sagemaker:ModelApprovalStatus Approved to roles that build.", path: [this.hop(this.role(dev, "DataScientist"), packages, "pass-role", "allowed", "DataScientist runs notebooks with the role.")] }, dev);
    return rows;
  }
}

/** Fails as the shell does: with a plain object. */
function fail(failure: Failure): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  return Promise.reject(failure);
}

/** What is said of a hop: a plain allow through all layers, or stopped by an SCP. */
function explained(hop: TrustHop): Pick<TrustExplanation, "steps" | "documents"> {
  const stops = hop.verdict === "denied";
  const full: JsonValue = { Version: "2012-10-17", Statement: [{ Sid: "FullAWSAccess", Effect: "Allow", Action: "*", Resource: "*" }] };
  const guard: JsonValue = { Version: "2012-10-17", Statement: [
    { Sid: "DenyOutsideRegions", Effect: "Deny", NotAction: ["iam:*", "organizations:*", "sts:*", "support:*"], Resource: "*", Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } } },
    { Sid: "DenyLeaveOrganization", Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" },
    { Sid: "ProtectLogs", Effect: "Deny", Action: ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"], Resource: "*" },
    { Sid: "DenyAssumeAdminRoles", Effect: "Deny", Action: "sts:AssumeRole", Resource: ["arn:aws:iam::*:role/OrganizationAccountAccessRole", "arn:aws:iam::*:role/AWSControlTowerExecution"] },
  ] };
  const condition: JsonValue | null = hop.conditions.length === 0 ? null : Object.fromEntries(hop.conditions.flat().map((one) => [one.operator, { [one.key]: one.values }]));
  const trust: JsonValue = { Version: "2012-10-17", Statement: [
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    { Sid: "WholeAccount", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${hop.from.account ?? ""}:root` }, Action: "sts:AssumeRole", ...(condition === null ? {} : { Condition: condition }) },
  ] };
  const identity: JsonValue = { Version: "2012-10-17", Statement: [
    { Sid: "Logs", Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    { Sid: "AssumeExecutionRoles", Effect: "Allow", Action: "sts:AssumeRole", Resource: ["arn:*:iam::*:role/*StackSetExecutionRole*", "arn:*:iam::*:role/*SageMakerModelExecution*"] },
  ] };
  const policy = "arn:aws:organizations::111111111111:policy/o-exampleorg1/service_control_policy/";
  const documents: TrustDocument[] = [
    { title: "SCP FullAWSAccess", arn: `${policy}p-FullAWSAccess`, document: full },
    { title: "SCP guard-admin-roles", arn: `${policy}p-guard`, document: guard },
    { title: `trust policy of ${hop.to.name}`, arn: hop.to.id, document: trust },
    { title: `inline policy AssumeTargets of ${hop.from.name}`, arn: hop.from.id, document: identity },
  ];
  const layer = (name: LayerKind, title: string, outcome: Outcome, statements: TrustLayer["statements"] = [], reason: string | null = null): TrustLayer => ({ layer: name, title, outcome, reason, statements });
  const deny: TrustStatement = { document: 1, statement: 3, sid: "DenyAssumeAdminRoles", effect: "Deny" };
  const allow: TrustStatement = { document: 0, statement: 0, sid: "FullAWSAccess", effect: "Allow" };
  const service = hop.kind === "pass-role";
  const action = service ? "iam:PassRole" : hop.kind === "rewrite-trust" ? "iam:UpdateAssumeRolePolicy" : "sts:AssumeRole";
  const outside = hop.from.stage === "external";
  const scps = outside
    ? [layer("scp", "SCPs", "notConsulted", [], "The caller is outside the organization; its SCPs are its own.")]
    : [layer("scp", "SCP at Root", "allows", [allow]), layer("scp", "SCP at Workloads", "allows", [allow]),
       layer("scp", `SCP at ${hop.from.stage === "dev" ? "Workloads_Dev" : "Workloads_Prod"}`, stops ? "denies" : "allows", [...(stops ? [deny] : []), allow]),
       layer("scp", `SCP at ${hop.from.accountName ?? ""}`, "allows", [allow])];
  const layers = [
    ...scps,
    layer("rcp", `RCPs of ${hop.to.accountName ?? ""}`, "allows", [], "Only RCPFullAWSAccess is attached."),
    layer("resource", "Trust policy", hop.verdict === "allowedIf" ? "allowsIf" : "allows", [{ document: 2, statement: 1, sid: "WholeAccount", effect: "Allow" }]),
    layer("identity", outside ? "Identity policies" : `Identity policies of ${hop.from.name}`, outside || hop.verdict === "unknown" ? "unknown" : "allows", outside ? [] : [{ document: 3, statement: 1, sid: null, effect: "Allow" }], outside ? "They are in an account outside the organization and are taken to allow it." : null),
    layer("boundary", "Permissions boundary", "notConsulted", [], "The principal has none."),
    layer("session", "Session policy", "notConsulted", [], "Not known before the call; none is assumed."),
    layer("endpoint", "VPC endpoint policy", "notConsulted", [], "Counts only for calls through an endpoint."),
  ];
  const first = { action, resource: hop.to.id, verdict: hop.verdict, conditions: hop.conditions, layers, warnings: hop.verdict === "unknown" ? ["The caller's policies were not read."] : [] };
  const create = { ...first, action: "sagemaker:CreateProcessingJob", resource: `arn:aws:sagemaker:eu-west-1:${hop.from.account ?? ""}:processing-job/*`, layers: layers.filter((one) => one.layer !== "resource") };
  return { steps: service ? [first, create] : [first], documents };
}
