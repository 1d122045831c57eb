// Plans for tests. Each takes what should be different.
import type { ChangeSettings, JournalRow, Plan, PlanChoices, PlanRow, PlanShown, PlanStep, StepShown, Task } from "../platform/bindings";
import type { ApplyTask } from "../state/session";

/** How far a step is: not begun. */
export function aStep(step: string, more: Partial<StepShown> = {}): StepShown {
  return {
    step, standing: "open", attempts: 0, waiting: null, started: null, finished: null, account: null, caller: null, parameters: null, requestId: null, message: null,
    answer: null, ...more,
  };
}

/** A step that creates an account. */
export function aPlanStep(id: string, more: Partial<PlanStep> = {}): PlanStep {
  return {
    id, title: `Create account fraud-${id}`, service: "organizations", operation: "CreateAccount", account: "000000000001", region: "us-east-1",
    parameters: { AccountName: `fraud-${id}`, Email: `aws+fraud-${id}@example.com` }, after: [], repeatable: "reconciled by e-mail address",
    verify: "the account is listed", undo: "close the account", expectedSeconds: [10, 60], restsOn: [], ...more,
  };
}

/** A plan that vends two accounts. */
export function aPlan(more: Partial<Plan> = {}): Plan {
  return {
    schema: "armillary.plan/1", id: "plan-1", digest: "sha256:abc", created: "2026-11-29T20:00:00Z", createdBy: "armillary 0.1.0",
    intent: { kind: "vend", team: "fraud", stages: ["dev", "prod"], email: "aws+{team}-{stage}@example.com" },
    settings: { protected: [] }, organization: "o-1", basedOn: { crawl: 1, facts: [] }, confirm: "fraud", alsoConfirm: [],
    preflight: [
      { check: "email-free", status: "pass", detail: "no account has the address aws+fraud-dev@example.com", remedy: "" },
      { check: "account-quota", status: "unknown", detail: "how many accounts the organization may have is not known", remedy: "look it up in Service Quotas" },
    ],
    steps: [aPlanStep("s1"), aPlanStep("s2", { after: ["s1"] })],
    effect: {
      accountsAdded: 2, accountsMoved: 0, accountsClosed: 0, nodes: [],
      edges: [{ change: "added", kind: "child-of", from: "${s1.accountId}", fromName: "fraud-dev", to: "ou-dev", toName: "Dev" }],
      policies: [], portfolios: [], texts: [], trust: [], findings: [], quotas: [{ name: "accounts of the organization", before: 64, after: 66 }],
    },
    leftOut: [], ...more,
  };
}

/** A plan in the list. */
export function aPlanRow(more: Partial<PlanRow> = {}): PlanRow {
  return {
    id: "plan-1", digest: "sha256:abc", title: "Vend team fraud: dev, prod", kind: "vend", organization: "o-1", created: "2026-11-29T20:00:00Z",
    createdBy: "armillary 0.1.0", crawl: 1, steps: 2, done: 0, failing: 0, unknown: 1, expectedSeconds: [20, 120], standing: "made", standingAt: null, kept: true,
    task: null, ...more,
  };
}

/** A plan that was not begun. */
export function aShownPlan(more: Partial<PlanShown> = {}): PlanShown {
  return { row: aPlanRow(), plan: aPlan(), steps: [aStep("s1"), aStep("s2")], changed: [], notCompared: null, left: [], markdown: "# Vend", ...more };
}

/** A task that applies it. */
export function anApplyTask(more: Partial<Task> = {}, progress: Partial<ApplyTask["progress"]> = {}): ApplyTask {
  return {
    id: 9, state: "running", elapsed: 900, failure: null, ...more,
    progress: { kind: "apply", plan: "plan-1", title: "Vend team fraud: dev, prod", phase: "applying", steps: 2, done: 1, running: 1, failed: 0, remaining: [10_000, 60_000], ...progress },
  };
}

/** A connection through which plans may be applied. */
export function changeSettings(more: Partial<ChangeSettings> = {}): ChangeSettings {
  return { protected: [], accountQuota: null, connections: [], connection: { name: "profile hub", mayChange: true, demo: false }, ...more };
}

/** What a small organization has. */
export function planChoices(more: Partial<PlanChoices> = {}): PlanChoices {
  return {
    ous: [
      { id: "r-1", name: "Root", path: "", stage: "management" },
      { id: "ou-dev", name: "Dev", path: "Workloads/Dev", stage: "dev" },
      { id: "ou-prod", name: "Prod", path: "Workloads/Prod", stage: "prod" },
    ],
    portfolios: [{ id: "port-1", name: "Model building", detail: "port-1 · hub · eu-west-1" }],
    products: [{ id: "prod-1", name: "ML account baseline", detail: "prod-1 · hub · eu-west-1" }],
    policies: [{ id: "p-1", name: "deny-regions", detail: "SERVICE_CONTROL_POLICY · p-1" }],
    permissionSets: ["DataScientist"],
    unreadAccounts: 0,
    ...more,
  };
}

/** A call that succeeded. */
export function aJournalRow(more: Partial<JournalRow> = {}): JournalRow {
  return {
    id: 1, plan: "plan-1", digest: "sha256:abc", step: "s1", title: "Create account fraud-dev", attempt: 1, service: "organizations", operation: "CreateAccount",
    account: "000000000001", region: "us-east-1", caller: "arn:aws:iam::000000000001:role/Acting", parameters: { AccountName: "fraud-dev" }, intendedAt: 10,
    outcome: "succeeded", requestId: "r-1", finishedAt: 20, message: null, ...more,
  };
}
