import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Inspection, TrustPathsAnswer } from "../platform/bindings";
import { showApp } from "../test/app";
import { ChannelDouble, fail } from "../test/double";
import { aCache, aNode, aScene, aStatus } from "../test/samples";
import { aFinding, aHop, anAnswer, anEnd, anExplanation, aPath, aRole, withMfa } from "../test/trust";

const notRead = { what: "333333333333", name: "kyc-dev", reason: "iam:GetAccountAuthorizationDetails was denied" };
const role = aHop().to;

function inspection(arn: string): Inspection {
  const resource = { arn, kind: "AWS::IAM::Role", name: role.name, account: "222222222222", accountName: "fraud-prod", region: "global", stale: false, asOf: 1, asOfAt: null, unread: [] };
  return { resource, plain: "role", document: {}, related: [], path: [], gaps: [], history: [] };
}

function openTrust(answer: Partial<TrustPathsAnswer> = {}) {
  const accounts = ["111111111111", "222222222222"].map((id) => aNode(`arn:aws:organizations::1:account/o-1/${id}`, { account: id }));
  return new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: ({ request }) => aScene(accounts, [], { view: request.view }),
    reveal: ({ arn }) => [`ou of ${arn}`],
    inspect: ({ arn }) => inspection(arn),
    search: () => ({ hits: [], total: 0, indexing: false }),
    coverage: () => ({ totals: [], rows: [], total: 0, causes: [], ages: [], units: { thisCrawl: 0, earlier: 0, notRead: 0, leftOut: 0 }, notReached: 0, idle: [] }),
    trustEnds: ({ text }) => [anEnd("stage:dev", "Development"), anEnd("stage:prod", "Production")].filter((end) => end.label.toLowerCase().includes(text.toLowerCase())),
    trustPaths: () => anAnswer(answer),
    trustExplain: () => anExplanation(),
    trustMatrix: () => ({ stages: ["external", "dev", "prod"], cells: [{ from: "dev", to: "prod", allowed: 37, allowedIf: 13, unknown: 1, unread: 0 }], principals: 900, unread: 2 }),
    trustFindings: () => [aFinding({ state: "unknown", reason: "IAM was not read", name: "Unread" }), aFinding(), aFinding({ rule: "PRIV-02", severity: "critical", path: [] })],
    whoCan: ({ action, resource }) => ({ action, resource, rows: [{ principal: aRole("Admin", "dev"), verdict: "allowedIf", conditions: [[withMfa]] }], offset: 0, total: 1, unknown: [notRead], idle: [], notes: ["the role's own policy was not read"] }),
    whatCan: () => ({ principal: role, administrator: true, services: [{ service: "s3", actions: ["s3:Get*"], limited: true }], reaches: [{ node: aRole("Deployer", "prod"), hops: 2, verdict: "unknown" }], offset: 0, total: 1, unknown: [], idle: [], notes: [] }),
  });
}

async function show(channel: ChannelDouble) {
  const map = showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-trust"));
  await screen.findByTestId("trust");
  return map;
}

const tab = (name: string) => userEvent.click(screen.getByRole("tab", { name }));
const example = () => userEvent.click(screen.getByText("Can anyone in dev become a production role?"));

test("the path finder: type, choose, run, open a hop, see the layers and the deciding statement", async () => {
  const channel = openTrust();
  await show(channel);
  await userEvent.type(screen.getByTestId("trust-from"), "devel");
  expect(await screen.findByText("stage:dev", { selector: ".search__arn" })).toBeTruthy();
  await waitFor(() => expect(screen.getAllByTestId("suggestion")).toHaveLength(1));
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(screen.getByTestId<HTMLInputElement>("trust-from").value).toBe("Development");
  await userEvent.type(screen.getByTestId("trust-to"), "stage:prod{Enter}");

  const [path] = await screen.findAllByTestId("trust-path");
  expect(path?.textContent).toContain("Allowed");
  expect(channel.asked.findLast((query) => query.query === "trustPaths")).toMatchObject({ from: "stage:dev", to: "stage:prod", nearMisses: false });
  const hop = screen.getByTestId("trust-hop");
  expect(hop.dataset).toMatchObject({ kind: "assume-role", verdict: "allowed" });

  await userEvent.click(within(hop).getByText("the role trusts the whole account"));
  const layers = await screen.findAllByTestId("trust-layer");
  expect(layers.map((layer) => `${layer.dataset["layer"] ?? ""} ${layer.dataset["outcome"] ?? ""}`)).toEqual(["scp allows", "resource allows", "boundary notConsulted"]);
  expect(screen.getByTestId("trust-highlight").textContent).toContain("WholeAccount");
  await userEvent.click(screen.getByRole("button", { name: /DenyAdmin/ }));
  expect(screen.getByTestId("trust-document").textContent).toContain("SCP guard");
  expect(screen.getByTestId("trust-highlight").textContent).toContain("DenyAdmin");
  await userEvent.click(screen.getByTestId("trust-inspect"));
  expect((await screen.findByTestId("inspector")).dataset["arn"]).toBe("arn:aws:organizations::1:policy/p-guard");
});

test("back leads to the question before, and its answer is not asked for again", async () => {
  const channel = openTrust();
  await show(channel);
  await example();
  await screen.findByTestId("trust-path");
  await userEvent.click(screen.getByTestId("trust-swap"));
  await waitFor(() => expect(channel.asked.filter((query) => query.query === "trustPaths")).toHaveLength(2));
  screen.getByTestId("trust-run").focus();
  await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("trust-from").value).toBe("Development"));
  await screen.findByTestId("trust-path");
  expect(channel.asked.filter((query) => query.query === "trustPaths")).toHaveLength(2);
});

test("no path is not called safe while something is not known", async () => {
  const channel = openTrust({ paths: [], answer: "unknown", reasons: ["a path may lead through account `kyc-dev` (333333333333), which was not read"], unknown: [notRead] });
  await show(channel);
  await example();
  const answer = await screen.findByTestId("trust-no-path");
  expect(answer.dataset["known"]).toBe("false");
  expect(answer.textContent).toContain("there may be one");
  expect(answer.textContent).toContain("a path may lead through account kyc-dev");
  expect(answer.textContent).toContain("iam:GetAccountAuthorizationDetails was denied");
});

test("no path where everything was read", async () => {
  await show(openTrust({ paths: [] }));
  await example();
  const answer = await screen.findByTestId("trust-no-path");
  expect(answer.dataset["known"]).toBe("true");
  expect(answer.textContent).toContain("There is no path from Development to Production");
});

test("a row opens the paths it stands for, and the list pages on", async () => {
  const one = aPath({ pattern: "pipeline", standsFor: 3 });
  const members = ["a", "b", "c"].map((team) => aPath({ hops: [aHop({ from: aRole(`Pipeline-${team}`, "dev") })], pattern: "pipeline", standsFor: 3 }));
  const channel = openTrust();
  channel.answers.trustPaths = ({ pattern, offset }) => {
    const counts = { pathsTotal: 998, patterns: 51, reached: 4 };
    if (pattern !== null) return anAnswer({ ...counts, paths: members, total: 3 });
    return anAnswer({ ...counts, paths: offset === 0 ? Array.from({ length: 50 }, (_, at) => (at === 0 ? one : aPath({ pattern: String(at) }))) : [aPath({ pattern: "last" })], offset, total: 51 });
  };
  await show(channel);
  await example();
  const answer = await screen.findByTestId("trust-answer");
  expect(answer.textContent).toContain("998 paths from Development to Production of 51 patterns");
  expect(screen.getByTestId("trust-pages").textContent).toContain("1 to 50 of 51 patterns");
  expect(screen.getAllByTestId("trust-path")[0]?.textContent).toContain("stands for 2 like it");
  await userEvent.click(screen.getByTestId("trust-pattern"));
  const opened = await screen.findAllByTestId("trust-member");
  expect(opened).toHaveLength(3);
  await userEvent.click(opened[1] as HTMLElement);
  expect((await screen.findByTestId("trust-hop")).textContent).toContain("Pipeline-b");
  await userEvent.click(screen.getByRole("button", { name: "Next page" }));
  await waitFor(() => expect(screen.getByTestId("trust-pages").textContent).toContain("51 to 51 of 51 patterns"));
  expect(channel.asked.findLast((query) => query.query === "trustPaths")).toMatchObject({ offset: 50, limit: 50, pattern: null });
});

test("an end that is not known says what is nearest; other failures can be tried again", async () => {
  const channel = openTrust();
  channel.answers.trustPaths = () => fail({ code: "notFound", message: "`x` is nothing; the nearest names are `fraud-dev`" });
  await show(channel);
  await userEvent.type(screen.getByTestId("trust-from"), "x");
  await userEvent.type(screen.getByTestId("trust-to"), "y{Enter}");
  expect((await screen.findByTestId("trust-end-unknown")).textContent).toContain("fraud-dev");
});

test("near misses are a list of their own, and say what stops them", async () => {
  const stopped = { path: aPath({ hops: [aHop({ verdict: "denied" })], verdict: "denied" }), layer: "scp" as const, stoppedBy: "the SCP guard at Workloads" };
  const channel = openTrust({ nearMisses: [stopped] });
  channel.answers.trustExplain = () => anExplanation(true);
  await show(channel);
  await userEvent.click(within(screen.getByTestId("trust-near-misses")).getByRole("checkbox"));
  await example();
  const miss = await screen.findByTestId("trust-near-miss");
  expect(miss.textContent).toContain("Stopped by an SCP: the SCP guard at Workloads");
  await userEvent.click(miss);
  expect(screen.getByTestId("trust-hop").dataset["verdict"]).toBe("denied");
  await userEvent.click(screen.getByTestId("trust-why"));
  expect((await screen.findByTestId("trust-highlight")).textContent).toContain("Deny");
});

test("a path is drawn on the map with its accounts revealed, and the way back keeps it", async () => {
  const channel = openTrust();
  const map = await show(channel);
  await example();
  await userEvent.click(await screen.findByTestId("trust-on-map"));
  await waitFor(() => expect(screen.getByTestId("map").dataset).toMatchObject({ view: "trust", path: "1", ready: "true" }));
  expect(map.path?.hops).toHaveLength(1);
  const scene = channel.asked.findLast((query) => query.query === "scene");
  expect(scene?.query === "scene" && scene.request.open).toEqual(["ou of arn:aws:iam::111111111111:root", "ou of arn:aws:iam::222222222222:root"]);
  await userEvent.click(screen.getByText("Back to the paths"));
  expect(await screen.findByTestId("trust-path")).toBeTruthy();
  await userEvent.click(screen.getByTestId("nav-topology"));
  await userEvent.click(await screen.findByTestId("map-path-clear"));
  await waitFor(() => expect(map.path).toBeNull());
  expect(screen.queryByTestId("map-path")).toBeNull();
});

test("a cell of the stage crossings opens its paths", async () => {
  const channel = openTrust();
  await show(channel);
  await tab("Stage crossings");
  const matrix = await screen.findByTestId("trust-matrix");
  const cell = within(matrix).getByRole("button", { name: "Development to Production: 37 allowed, 13 allowed if, 1 unknown" });
  expect(cell.dataset).toMatchObject({ from: "dev", to: "prod" });
  expect(screen.getByText(/2 accounts were not read/)).toBeTruthy();
  await userEvent.click(cell);
  expect(await screen.findByTestId("trust-path")).toBeTruthy();
  expect(channel.asked.findLast((query) => query.query === "trustPaths")).toMatchObject({ from: "stage:dev", to: "stage:prod" });
});

test("findings: the worst first, unknown last, with remedy and counter-example", async () => {
  await show(openTrust());
  await tab("Findings");
  const rows = await screen.findAllByTestId("trust-finding");
  expect(rows.map((row) => `${row.dataset["rule"] ?? ""} ${row.dataset["state"] ?? ""}`)).toEqual(["PRIV-02 fail", "TRU-01 fail", "TRU-01 unknown"]);
  await userEvent.click(rows[1] as HTMLElement);
  const detail = await screen.findByTestId("trust-finding-detail");
  expect(detail.textContent).toContain("name one role");
  expect(detail.textContent).toContain("and 22 more");
  expect(within(detail).getByTestId("trust-hop")).toBeTruthy();
  await userEvent.click(within(detail).getByTestId("trust-finding-inspect"));
  expect((await screen.findByTestId("inspector")).dataset["arn"]).toBe(role.id);
});

test("findings: what a rule cannot tell for one reason is one row, which opens", async () => {
  const channel = openTrust();
  const unread = (account: string, reason = "IAM was not read") =>
    aFinding({ rule: "PRIV-01", state: "unknown", reason, summary: `not known in ${account}`, name: account, account, accountName: `team-${account}`, arn: `arn:aws:organizations::1:account/o-1/${account}` });
  channel.answers.trustFindings = () => [...["111111111111", "222222222222", "333333333333"].map((account) => unread(account)), unread("444444444444", "SCPs were not read"), aFinding()];
  await show(channel);
  await tab("Findings");
  const rows = await screen.findAllByTestId("trust-finding");
  expect(rows.map((row) => `${row.dataset["rule"] ?? ""} ${row.dataset["state"] ?? ""}`)).toEqual(["TRU-01 fail", "PRIV-01 unknown", "PRIV-01 unknown"]);
  expect(screen.getByText("(1, and 4 not known)")).toBeTruthy();
  expect(screen.getByText("PRIV-01 cannot be told for 3 accounts: IAM was not read")).toBeTruthy();
  await userEvent.click(rows[1] as HTMLElement);
  const members = await screen.findAllByTestId("trust-untold-member");
  expect(members.map((member) => member.textContent)).toEqual(["111111111111", "222222222222", "333333333333"]);
  await userEvent.click(members[1] as HTMLElement);
  expect((await screen.findByTestId("trust-finding-detail")).textContent).toContain("not known in 222222222222");
});

test("no finding says how many rules were checked", async () => {
  const channel = openTrust();
  channel.answers.trustFindings = () => [];
  await show(channel);
  await tab("Findings");
  expect(await screen.findByText("No trust finding: 17 rules were checked.")).toBeTruthy();
});

test("who can is asked from the inspector of a resource", async () => {
  const channel = openTrust();
  await show(channel);
  await example();
  await userEvent.click(await screen.findByRole("button", { name: role.name }));
  const action = await screen.findByTestId<HTMLInputElement>("who-can-action");
  expect(action.value).toBe("sts:AssumeRole");
  await userEvent.clear(action);
  await userEvent.type(action, "update");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(action.value).toBe("iam:UpdateAssumeRolePolicy");
  await userEvent.click(screen.getByTestId("who-can-run"));
  const row = await screen.findByTestId("who-can-row");
  expect(row.dataset["verdict"]).toBe("allowedIf");
  expect(channel.asked.at(-1)).toMatchObject({ action: "iam:UpdateAssumeRolePolicy", resource: role.id });
  const answer = screen.getByTestId("who-can-answer");
  expect(answer.textContent).toContain("only with MFA");
  expect(answer.textContent).toContain("1 account was not read");
  expect(answer.textContent).toContain("the role's own policy was not read");
});

test("paths from here and what it can reach are asked from the inspector of a principal", async () => {
  const channel = openTrust();
  await show(channel);
  await example();
  await userEvent.click(await screen.findByRole("button", { name: role.name }));
  await userEvent.click(await screen.findByTestId("inspector-what-can"));
  const answer = await screen.findByTestId("what-can-answer");
  expect(answer.textContent).toContain("allow everything, before boundaries and SCPs");
  expect((await screen.findByTestId("what-can-row")).textContent).toContain("Deployer");
  expect(answer.textContent).toContain("s3:Get*");
  await userEvent.click(within(answer).getByRole("button", { name: role.name }));
  await userEvent.click(await screen.findByTestId("inspector-paths-from"));
  await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("trust-from").value).toBe(role.name));
  expect(screen.getByTestId<HTMLInputElement>("trust-to").value).toBe("");
});
