// Small answers about trust for tests. Each takes what should be different.
import type {
  JsonValue, Stage,
  TrustCondition, TrustEnd, TrustExplanation, TrustFindingRow, TrustHop, TrustNode, TrustPath, TrustPathsAnswer,
} from "../platform/bindings";

/** A role of an account. */
export function aRole(name: string, stage: Stage, account = stage === "prod" ? "222222222222" : "111111111111"): TrustNode {
  return { id: `arn:aws:iam::${account}:role/${name}`, name, kind: "role", account, accountName: `fraud-${stage}`, stage };
}

/** A condition in words. */
export const withMfa: TrustCondition = { key: "aws:MultiFactorAuthPresent", operator: "Bool", values: ["true"], negated: false, words: "only with MFA" };

/** A hop from development to production. */
export function aHop(more: Partial<TrustHop> = {}): TrustHop {
  return { from: aRole("Admin", "dev"), to: aRole("StackSetExecutionRole", "prod"), kind: "assume-role", verdict: "allowed", conditions: [], reason: "the role trusts the whole account", ...more };
}

/** A path of one hop. */
export function aPath(more: Partial<TrustPath> = {}): TrustPath {
  return { hops: [aHop()], verdict: "allowed", conditions: [], notes: [], pattern: "Admin ─assumeRole→ StackSetExecutionRole", declared: false, standsFor: 1, ...more };
}

/** An end of a question. */
export function anEnd(value: string, label: string, more: Partial<TrustEnd> = {}): TrustEnd {
  return { value, label, detail: value, kind: "stage", principals: 20, ...more };
}

/** An answer from development to production. */
export function anAnswer(more: Partial<TrustPathsAnswer> = {}): TrustPathsAnswer {
  const paths = more.paths ?? [aPath()];
  return {
    from: anEnd("stage:dev", "Development"), to: anEnd("stage:prod", "Production"), answer: paths.length > 0 ? "found" : "none", reasons: [], paths, offset: 0, total: paths.length,
    pathsTotal: paths.reduce((all, path) => all + path.standsFor, 0), patterns: paths.length, hops: 4, reached: 4, reachingAccounts: 12, nearMisses: [], moreNearMisses: false, unknown: [], idle: [], notes: [], ...more,
  };
}

/** Why a hop is stopped or allowed: an SCP and a trust policy of two statements. */
export function anExplanation(denied = false): TrustExplanation {
  const { from, to } = aHop();
  const trust: JsonValue = { Version: "2012-10-17", Statement: [{ Sid: "Lambda", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }, { Sid: "WholeAccount", Effect: "Allow", Principal: { AWS: "111111111111" }, Action: "sts:AssumeRole" }] };
  const guard: JsonValue = { Version: "2012-10-17", Statement: { Sid: "DenyAdmin", Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" } };
  return {
    from, to,
    steps: [{
      action: "sts:AssumeRole", resource: to.id, verdict: denied ? "denied" : "allowed", conditions: [], warnings: [],
      layers: [
        { layer: "scp", title: "SCP at Workloads", outcome: denied ? "denies" : "allows", reason: null, statements: [{ document: 1, statement: 0, sid: "DenyAdmin", effect: "Deny" }] },
        { layer: "resource", title: "Trust policy", outcome: "allows", reason: null, statements: [{ document: 0, statement: 1, sid: "WholeAccount", effect: "Allow" }] },
        { layer: "boundary", title: "Permissions boundary", outcome: "notConsulted", reason: "the principal has none", statements: [] },
      ],
    }],
    documents: [
      { title: "trust policy of StackSetExecutionRole", arn: to.id, document: trust },
      { title: "SCP guard", arn: "arn:aws:organizations::1:policy/p-guard", document: guard },
    ],
  };
}

/** A finding. */
export function aFinding(more: Partial<TrustFindingRow> = {}): TrustFindingRow {
  return {
    id: `${more.rule ?? "TRU-01"} ${more.name ?? "StackSetExecutionRole"}`, family: "trust", region: "global", why: "Anybody there can take it.", evidence: {}, firstSeen: null, lastSeen: null, owner: null, note: null, exemption: null,
    rule: "TRU-01", title: "A role trusts a whole account", severity: "high", state: "fail", reason: null, arn: aHop().to.id, name: "StackSetExecutionRole", account: "222222222222", accountName: "fraud-prod",
    summary: "it trusts every principal of fraud-dev", remedy: "name one role", path: [aHop()], principals: [aHop().from.id], principalsTotal: 23, ...more,
  };
}
