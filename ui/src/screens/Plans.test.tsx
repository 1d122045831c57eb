import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { PlanShown } from "../platform/bindings";
import { showApp } from "../test/app";
import { ChannelDouble, fail } from "../test/double";
import { aPlan, aPlanRow, aShownPlan, aStep, anApplyTask, changeSettings, planChoices } from "../test/plans";
import { aCache, aNode, anAccount, aScene, aStatus } from "../test/samples";

function openWindow(shown: () => PlanShown = () => aShownPlan()) {
  return new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: () => aScene([aNode("a")]),
    crawls: () => [],
    accounts: () => ({ rows: [anAccount("fraud-dev", { id: "111122223333" })], incomplete: false }),
    plans: () => ({ rows: [shown().row], refused: [] }),
    planShown: () => shown(),
    plan: () => shown(),
    planChoices: () => planChoices(),
    changeSettings: () => changeSettings(),
  });
}

async function toPlan(channel: ChannelDouble) {
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-plans"));
  await userEvent.click(await screen.findByRole("link", { name: "Vend team fraud: dev, prod" }));
  await screen.findByTestId("plan");
}

/** The input of a Cloudscape field. */
function field(testId: string) {
  return within(screen.getByTestId(testId)).getByRole("textbox");
}

test("nothing is applied before every name is typed", async () => {
  const plan = aPlan({ alsoConfirm: [{ name: "Security", because: "protected OU: it is one of security" }] });
  const channel = openWindow(() => aShownPlan({ plan }));
  channel.changes = { applyPlan: () => 9 };
  await toPlan(channel);
  const button = await screen.findByTestId("apply");
  await waitFor(() => expect(field("confirm-0")).toHaveProperty("disabled", false));
  expect(button).toHaveProperty("disabled", true);
  await userEvent.type(field("confirm-0"), "fraudx");
  expect(await screen.findByText("This is another name")).toBeTruthy();
  await userEvent.clear(field("confirm-0"));
  await userEvent.type(field("confirm-0"), "fraud");
  expect(button).toHaveProperty("disabled", true);
  await userEvent.type(field("confirm-1"), "Security");
  await waitFor(() => expect(button).toHaveProperty("disabled", false));
  expect(button.textContent).toContain("Change AWS: 2 steps");
  expect(channel.changed).toEqual([]);
  await userEvent.click(button);
  expect(channel.changed).toEqual([{ apply: "applyPlan", plan: "plan-1", confirmed: ["fraud", "Security"], connection: null }]);
});

test("a connection that is read-only cannot be applied through, and can be allowed", async () => {
  let mayChange = false;
  const channel = openWindow();
  channel.answers.changeSettings = () => changeSettings({ connection: { name: "profile audit", mayChange, demo: false } });
  channel.deeds = { setMayChange: (deed) => ((mayChange = deed.mayChange), null) };
  await toPlan(channel);
  expect(await screen.findByText("profile audit is read-only")).toBeTruthy();
  expect(field("confirm-0")).toHaveProperty("disabled", true);
  await userEvent.click(screen.getByTestId("allow-changes"));
  await userEvent.click(await screen.findByRole("checkbox", { name: /profile audit/ }));
  expect(channel.done).toContainEqual({ action: "setMayChange", connection: "profile audit", mayChange: true });
  await userEvent.click(screen.getAllByRole("button", { name: "Close" })[0] as HTMLElement);
  await waitFor(() => expect(field("confirm-0")).toHaveProperty("disabled", false));
});

test("what cannot be told is no pass, in words", async () => {
  await toPlan(openWindow());
  expect((await screen.findByTestId("check-unknown")).textContent).toContain("Cannot be told");
  expect(screen.getByTestId("check-pass").textContent).toContain("Holds");
  expect(screen.getByText("Checks before the first call: 1 hold, 1 cannot be told")).toBeTruthy();
  expect(screen.getByText("To do: look it up in Service Quotas")).toBeTruthy();
  expect(screen.getByTestId("effect").textContent).toContain("fraud-dev in Dev");
  expect(screen.getByTestId("effect").textContent).toContain("limit not known");
});

test("a plan that is stale says what changed and offers to plan again", async () => {
  const stale = aShownPlan({ changed: [{ fact: "f1", was: "account fraud is in Dev", now: "account fraud is in Prod" }] });
  const channel = openWindow(() => stale);
  await toPlan(channel);
  expect((await screen.findByTestId("stale")).textContent).toContain("Now: account fraud is in Prod");
  expect(screen.getByTestId("apply")).toHaveProperty("disabled", true);
  expect(screen.queryByTestId("confirm-0")).toBeNull();
  await userEvent.click(screen.getByTestId("plan-again"));
  expect(channel.asked).toContainEqual({ query: "plan", intent: stale.plan.intent });
});

test("a check that fails blocks the plan", async () => {
  const plan = aPlan({ preflight: [{ check: "email-free", status: "fail", detail: "the address is taken", remedy: "choose another one" }] });
  await toPlan(openWindow(() => aShownPlan({ plan, row: aPlanRow({ failing: 1 }) })));
  expect(await screen.findByText("A check fails: do what it says, then plan again.")).toBeTruthy();
  expect(screen.getByTestId("apply")).toHaveProperty("disabled", true);
});

test("steps are seen as they happen, and stopping waits for the step", async () => {
  let known = aShownPlan();
  const channel = openWindow(() => known);
  channel.deeds = { cancel: () => null };
  await toPlan(channel);
  act(() => channel.emit({ event: "task", task: anApplyTask({}, { done: 0 }) }));
  expect((await screen.findByTestId("applying")).textContent).toContain("0 of 2 steps done, 1 running");
  known = aShownPlan({ steps: [aStep("s1", { standing: "running", started: Date.now(), waiting: "IN_PROGRESS" }), aStep("s2")] });
  act(() => channel.emit({ event: "plan", task: 9, plan: "plan-1", change: { event: "step-started", step: "s1", account: "111122223333", at: Date.now() } }));
  act(() => channel.emit({ event: "plan", task: 9, plan: "plan-1", change: { event: "waiting", step: "s1", state: "IN_PROGRESS", seconds: 2 } }));
  await waitFor(() => expect(screen.getAllByTestId("step")[0]?.textContent).toContain("Running: IN_PROGRESS"));
  expect(screen.getByRole("button", { name: "Applying 0 of 2" })).toBeTruthy();
  await userEvent.click(screen.getByTestId("apply-stop"));
  expect(channel.done).toContainEqual({ action: "cancel", task: 9 });
});

test("a step that failed says what AWS answered and can be tried alone", async () => {
  const steps = [aStep("s1", { standing: "done" }), aStep("s2", { standing: "failed", message: "EMAIL_ALREADY_EXISTS", requestId: "r-7" })];
  const channel = openWindow(() => aShownPlan({ steps, row: aPlanRow({ standing: "failed", done: 1, standingAt: 5 }) }));
  channel.changes = { retryStep: () => 10 };
  await toPlan(channel);
  expect((await screen.findByTestId("step-message")).textContent).toBe("EMAIL_ALREADY_EXISTS");
  await waitFor(() => expect(field("confirm-0")).toHaveProperty("disabled", false));
  await userEvent.type(field("confirm-0"), "fraud");
  await userEvent.click(screen.getByTestId("retry-s2"));
  expect(channel.changed).toEqual([{ apply: "retryStep", plan: "plan-1", step: "s2", confirmed: ["fraud"], connection: null }]);
  expect(screen.getByTestId("apply").textContent).toContain("Go on: 1 step left");
});

test("a plan that is proved gives the way into what was made", async () => {
  const steps = [aStep("s1", { standing: "done", answer: { accountId: "111122223333" } }), aStep("s2", { standing: "done", answer: {} })];
  await toPlan(openWindow(() => aShownPlan({ steps, row: aPlanRow({ standing: "proved", done: 2, standingAt: 5 }) })));
  expect((await screen.findByTestId("made")).textContent).toContain("https://111122223333.signin.aws.amazon.com/console");
  expect(screen.queryByTestId("apply")).toBeNull();
  expect(await screen.findByTestId("show-made")).toBeTruthy();
});

test("the end is told wherever one is", async () => {
  const channel = openWindow();
  showApp(channel);
  await screen.findByTestId("nav-plans");
  act(() => channel.emit({ event: "task", task: anApplyTask() }));
  act(() => channel.emit({ event: "task", task: anApplyTask({ state: "done" }, { phase: "proving", done: 2, running: 0 }) }));
  await waitFor(() => expect(screen.getByTestId("messages").textContent).toContain("proved. What it asks for was read in AWS."));
});

test("a plan is made of what is chosen, and what stands against it is told", async () => {
  const channel = openWindow();
  channel.answers.plan = () => fail({ code: "other", message: "there is no portfolio" });
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-plans"));
  await userEvent.click(within(await screen.findByTestId("new-plan")).getByRole("button"));
  await userEvent.click(await screen.findByText("Share a portfolio"));
  await userEvent.click(await screen.findByTestId("make-plan"));
  expect(await screen.findByText("Choose the portfolio")).toBeTruthy();
});

test("a plan file that was edited is refused with the reason", async () => {
  const channel = openWindow();
  channel.answers.plans = () => ({ rows: [], refused: ["`/c.plans/x.json`: the plan was edited after it was made"] });
  channel.deeds = { openPlan: () => fail({ code: "other", message: "the plan was edited after it was made" }) };
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-plans"));
  expect(await screen.findByText("1 file beside this cache cannot be used")).toBeTruthy();
  await userEvent.click(screen.getByTestId("open-plan"));
  await waitFor(() => expect(screen.getByTestId("messages").textContent).toContain("the plan was edited"));
});
