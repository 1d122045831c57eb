import { EditorView } from "@codemirror/view";
import { startCompletion } from "@codemirror/autocomplete";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Answers, PolicyEdited, Query } from "../platform/bindings";
import { showApp } from "../test/app";
import { ChannelDouble, fail } from "../test/double";
import { aShownPlan, changeSettings } from "../test/plans";
import { anEditedPolicy, SCP, scpText } from "../test/policies";
import { aCache, aHit, aNode, aScene, aStatus } from "../test/samples";

type Edited = (query: Extract<Query, { query: "editedPolicy" }>) => PolicyEdited | Promise<PolicyEdited>;

const row = { arn: SCP, kind: "AWS::Organizations::Policy", name: "deny-regions", account: "111111111111", accountName: "hub", region: "global", stale: false, asOf: 1, asOfAt: null, unread: [] };

function aChannel(edited: Edited, more: ChannelDouble["answers"] = {}) {
  return new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: () => aScene([aNode("a")]),
    resources: () => ({ rows: [row], total: 1, unreadUnits: 0 }),
    kinds: () => [],
    plan: () => aShownPlan(),
    planShown: () => aShownPlan(),
    changeSettings: () => changeSettings(),
    editedPolicy: edited,
    ...more,
  });
}

/** The answer of a backend to which every other text is a change. */
const changing = (more: Partial<PolicyEdited> = {}): Edited => ({ text }) => anEditedPolicy(text === null ? {} : { isChanged: true, ...more });

/** Opens the workbench on the SCP, found by its name. */
async function open(channel: ChannelDouble) {
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-policy-workbench"));
  await choose();
}

async function choose() {
  await userEvent.click(await screen.findByTestId("choose-policy"));
  await userEvent.click(await screen.findByTestId("suggestion"));
  await screen.findByTestId("policy-text");
}

function editor(): EditorView {
  const view = EditorView.findFromDOM(screen.getByTestId("policy-text"));
  if (!view) throw new Error("there is no editor");
  return view;
}

/** Writes in place of all. */
function write(text: string) {
  const view = editor();
  act(() => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }));
}

const texts = (channel: ChannelDouble) => channel.asked.flatMap((query) => (query.query === "editedPolicy" ? [query.text] : []));
const planned = (channel: ChannelDouble) => channel.asked.flatMap((query) => (query.query === "plan" ? [query.intent] : []));
const said = (testId: string) => screen.getByTestId(testId).textContent;
const settled = () => waitFor(() => expect(said("outcome-state")).toContain("Of this text"));
const other = scpText.replace("ec2:*", "s3:*");

test("a policy is shown as it is, with its size and whom it reaches, and cannot be planned unchanged", async () => {
  const channel = aChannel(() => anEditedPolicy({ accountsTotal: 45 }));
  await open(channel);
  expect(editor().state.doc.toString()).toBe(scpText);
  expect(said("policy-size")).toContain("160 of 5,120 characters");
  expect(said("policy-reached")).toContain("Reaches 45 accounts");
  expect(said("policy-reached")).toContain("fraud-dev");
  expect(said("policy-reached")).toContain("44 more are not");
  await userEvent.click(screen.getByTestId("plan-policy"));
  expect(planned(channel)).toEqual([]);
  expect(said("why-not")).toContain("says what the policy says already");
});

test("a text that is written is asked for once typing stops, and its outcome stands beside it", async () => {
  const channel = aChannel(changing({
    actions: [
      { turn: "loses", action: "s3:GetObject", principals: ["arn:aws:iam::000000000002:role/Builder"], total: 30 },
      { turn: "loses", action: "s3:PutObject", principals: ["arn:aws:iam::000000000002:role/Builder"], total: 30 },
      { turn: "gains", action: "ec2:RunInstances", principals: ["arn:aws:iam::000000000002:role/Builder"], total: 1 },
    ],
    trust: ["closes: 3 dev principals (fraud-dev/Builder) can no longer reach Deploy"],
    notTold: ["who used these actions lately: that is not crawled"],
  }));
  await open(channel);
  write("{");
  write(other);
  expect(said("outcome-state")).toContain("Working it out");
  await settled();
  expect(texts(channel)).toEqual([null, other]);
  const groups = within(screen.getByTestId("policy-actions")).getAllByRole("button", { expanded: false }).map((one) => one.textContent);
  expect(groups).toEqual(["+ Gained: ec2:RunInstances, by 1 principal", "− Lost: s3:GetObject and 1 more action, by 30 principals"]);
  expect(said("policy-actions")).toContain("29 more are not");
  expect(said("policy-trust")).toContain("closes: 3 dev principals");
  expect(said("policy-not-told")).toContain("not crawled");
});

test("an answer to an earlier text is not taken for one to the text that is there", async () => {
  const waiting: ((told: PolicyEdited) => void)[] = [];
  const channel = aChannel(({ text }) => (text === null ? anEditedPolicy() : new Promise((resolve) => waiting.push(resolve))));
  await open(channel);
  write(other);
  await waitFor(() => expect(waiting).toHaveLength(1));
  const later = scpText.replace("ec2:*", "sts:*");
  write(later);
  await waitFor(() => expect(waiting).toHaveLength(2));
  act(() => waiting[1]?.(anEditedPolicy({ isChanged: true, trust: ["opens: the later one"] })));
  await settled();
  act(() => waiting[0]?.(anEditedPolicy({ isChanged: true, trust: ["opens: the earlier one"] })));
  await act(() => Promise.resolve());
  expect(said("policy-trust")).toContain("the later one");
});

test("errors stand at their place, counted in bytes, and lead there", async () => {
  const broken = '{ "Sid": "é", "Effect": "Permit" }';
  const column = new TextEncoder().encode(broken.slice(0, broken.indexOf('"Permit"'))).length + 1;
  const channel = aChannel(changing({ errors: [{ problem: "`Permit` is neither Allow nor Deny", path: "/Effect", line: 1, column }] }));
  await open(channel);
  write(broken);
  await settled();
  expect(said("policy-errors")).toContain("neither Allow nor Deny");
  await waitFor(() => expect(document.querySelector(".cm-lintRange-error")?.textContent).toBe('"Permit"'));
  await userEvent.click(within(screen.getByTestId("policy-errors")).getByRole("button", { name: "Line 1" }));
  const { from, to } = editor().state.selection.main;
  expect(broken.slice(from, to)).toBe('"Permit"');
  expect(said("why-not")).toContain("AWS would refuse it: 1 error");
});

test("a valid change becomes a plan with exactly this text, and its review opens", async () => {
  const channel = aChannel(changing());
  await open(channel);
  write(other);
  await settled();
  await userEvent.click(screen.getByTestId("plan-policy"));
  await screen.findByTestId("plan");
  expect(planned(channel)).toEqual([{ kind: "change-policy", policy: "p-regions", content: other }]);
  expect(channel.done).toEqual([]);
  expect(channel.changed).toEqual([]);
});

test("a plan that is refused says why beside the text", async () => {
  const channel = aChannel(changing(), { plan: () => fail({ code: "other", message: "the policy is gone" }) });
  await open(channel);
  write(other);
  await settled();
  await userEvent.click(screen.getByTestId("plan-policy"));
  expect(await screen.findByText("the policy is gone")).toBeTruthy();
});

test("a text that is longer than AWS takes is not planned", async () => {
  const channel = aChannel(changing({ size: 5130 }));
  await open(channel);
  write(other);
  await settled();
  expect(said("why-not")).toContain("10 characters longer");
  await userEvent.click(screen.getByTestId("plan-policy"));
  expect(planned(channel)).toEqual([]);
});

test.each(["trust", "managed", "scp"] as const)("where no plan can be made of a %s policy, it is said why and none is offered", async (place) => {
  await open(aChannel(() => anEditedPolicy({ place, canBePlanned: false })));
  const words = { trust: "no trust policies", managed: "no managed policies", scp: "Control Tower" };
  expect(said("why-not")).toContain(words[place]);
  expect(screen.queryByTestId("plan-policy")).toBeNull();
});

test("what was written is there again after going away, and can be given up", async () => {
  const channel = aChannel(changing());
  await open(channel);
  write(other);
  await settled();
  await userEvent.click(screen.getByTestId("nav-resources"));
  await screen.findByTestId("resources");
  await userEvent.click(screen.getByTestId("nav-policy-workbench"));
  await screen.findByTestId("policy-text");
  expect(editor().state.doc.toString()).toBe(other);
  await userEvent.click(screen.getByTestId("another-policy"));
  await choose();
  expect(editor().state.doc.toString()).toBe(other);
  await userEvent.click(screen.getByTestId("discard-edit"));
  await waitFor(() => expect(editor().state.doc.toString()).toBe(scpText));
  expect(said("policy-trust")).toContain("says what the policy says now");
});

test("a policy that was not read is said to be unknown, with the reason", async () => {
  await open(aChannel(() => anEditedPolicy({ original: null, unread: "organizations:DescribePolicy was denied", errors: [{ problem: "end of text", path: "", line: 1, column: 0 }] })));
  expect(said("policy-unread")).toContain("is not known");
  expect(said("policy-unread")).toContain("organizations:DescribePolicy was denied");
  // An empty field is no mistake.
  expect(screen.queryByTestId("policy-errors")).toBeNull();
});

test("what comes of a text is said not to be known where it cannot be asked", async () => {
  await open(aChannel(({ text }) => (text === null ? anEditedPolicy() : fail({ code: "other", message: "the cache is busy" }))));
  write(other);
  expect(await screen.findByText("the cache is busy")).toBeTruthy();
  expect(editor().state.doc.toString()).toBe(other);
  expect(screen.queryByTestId("outcome")).toBeNull();
});

test("actions are completed from what AWS knows, ARNs from what was crawled", async () => {
  const asked: Answers["policyWords"] = [{ word: "s3:GetObject", about: "reads: object" }];
  const channel = aChannel(changing(), { policyWords: () => asked, search: () => ({ hits: [{ ...aHit("Builder"), arn: "arn:aws:iam::000000000002:role/Builder" }], total: 1, indexing: false }) });
  await open(channel);
  const complete = async (before: string) => {
    write(`${before}"}]}`);
    const view = editor();
    act(() => {
      view.dispatch({ selection: { anchor: before.length } });
      view.focus();
      startCompletion(view);
    });
    return waitFor(() => expect(document.querySelector(".cm-completionLabel")?.textContent).toBeTruthy());
  };
  await complete('{"Statement":[{"Action":"s3:Get');
  expect(document.querySelector(".cm-completionLabel")?.textContent).toBe("s3:GetObject");
  expect(channel.asked).toContainEqual({ query: "policyWords", kind: "action", text: "s3:Get", limit: 50 });
  await complete('{"Statement":[{"Resource":"Builder');
  await waitFor(() => expect(document.querySelector(".cm-completionLabel")?.textContent).toBe("arn:aws:iam::000000000002:role/Builder"));
});

test("the inspector and the table of resources lead to the policy", async () => {
  const channel = aChannel(changing(), {
    inspect: () => ({ resource: row, plain: "policy", document: { PolicySummary: { Type: "SERVICE_CONTROL_POLICY" } }, related: [], path: [], gaps: [], history: [] }),
  });
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-resources"));
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select deny-regions" }));
  await userEvent.click(screen.getByTestId("edit-policy"));
  expect(await screen.findByTestId("policy-text")).toBeTruthy();
  await userEvent.click(screen.getByTestId("nav-resources"));
  await userEvent.click(await screen.findByRole("button", { name: /deny-regions/ }));
  await userEvent.click(await screen.findByTestId("inspector-edit-policy"));
  expect((await screen.findByTestId("workbench")).dataset["policy"]).toBe(SCP);
});

test("the palette opens the workbench on no policy, which says what to do", async () => {
  showApp(aChannel(changing()));
  await screen.findByTestId("nav-policy-workbench");
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.type(await screen.findByTestId("palette-input"), "edit a policy{Enter}");
  expect((await screen.findByTestId("workbench-choose")).textContent).toContain("Choose an SCP, an RCP, a managed policy, or the role");
});
