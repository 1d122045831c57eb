import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { PlanShown, Scene, SceneDifference } from "../platform/bindings";
import { showApp } from "../test/app";
import { ChannelDouble, fail } from "../test/double";
import { aPlanRow, aShownPlan, changeSettings, planChoices } from "../test/plans";
import { aCache, aNode, anEdge, aScene, aStatus } from "../test/samples";

const DEV = "arn:aws:organizations::1:ou/o-1/ou-dev";
const PLANNED = "arn:aws:organizations::1:account/o-1/000000000001";
const CHURN = "arn:aws:organizations::1:account/o-1/111122223333";

/** The organization as the plan leaves it: an account is new, one moved. */
function preview(more: Partial<Scene> = {}): Scene {
  const rows: SceneDifference[] = [
    { change: "added", kind: "AWS::Organizations::Account", name: "fraud-dev", to: "Dev", at: [PLANNED] },
    { change: "moved", kind: "AWS::Organizations::Account", name: "churn", was: "Sandbox", to: "Dev", at: [CHURN] },
    { change: "added", kind: "AWS::Organizations::Policy", name: "deny", relation: "attached-to", to: "Dev", at: [] },
  ];
  const nodes = [
    aNode(DEV, { kind: "AWS::Organizations::OrganizationalUnit", label: "Dev" }),
    aNode(PLANNED, { label: "fraud-dev", detail: "planned, no id yet · Dev", x: 400, change: "added" }),
    aNode(CHURN, { label: "churn", account: "111122223333", x: -300, change: "moved", was: { x: 300, y: 0, size: 10 } }),
  ];
  return aScene(nodes, [anEdge(PLANNED, DEV, { change: "added" })], { changes: { rows, hidden: 1 }, ...more });
}

function openWindow(shown: PlanShown = aShownPlan()) {
  return new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: () => aScene([aNode("a")]),
    crawls: () => [],
    kinds: () => [],
    accounts: () => ({ rows: [], incomplete: false }),
    resources: () => ({ rows: [], total: 0, unreadUnits: 0 }),
    plans: () => ({ rows: [shown.row], refused: [] }),
    planShown: () => shown,
    planScene: ({ request }) => preview({ view: request.view }),
    planChoices: () => planChoices(),
    changeSettings: () => changeSettings(),
    plan: () => shown,
  });
}

async function toPlan(channel: ChannelDouble) {
  const map = showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-plans"));
  await userEvent.click(await screen.findByRole("link", { name: "Vend team fraud: dev, prod" }));
  await screen.findByTestId("plan");
  return map;
}

async function toPreview(channel: ChannelDouble = openWindow()) {
  const map = await toPlan(channel);
  await userEvent.click(await screen.findByTestId("show-preview"));
  await screen.findByTestId("map-preview-list");
  return { map, channel };
}

test("beside the review stands a map of what changes, looked at there", async () => {
  const channel = openWindow();
  const map = await toPlan(channel);
  await waitFor(() => expect(screen.getByTestId("plan-map").getAttribute("data-changes")).toBe("3"));
  expect(screen.getByRole("img", { name: /^Map of what the plan changes: 1 account new, 1 account moved, 1 link new/ })).toBeTruthy();
  expect(map.scenes.at(-1)?.changes?.rows).toHaveLength(3);
  expect(map.place.x).toBeCloseTo(0.7);
  expect(channel.asked).toContainEqual(expect.objectContaining({ query: "planScene", plan: "plan-1" }));
});

test("on the map the banner says which plan and how much, the list names everything, and what is not drawn is said to be so", async () => {
  const { map } = await toPreview();
  await waitFor(() => expect(screen.getByTestId("map-preview").textContent).toContain("Preview of “Vend team fraud: dev, prod”"));
  expect(screen.getByTestId("map-preview").textContent).toContain("1 account new, 1 account moved, 1 link new; 1 of it not drawn one by one");
  const lines = screen.getAllByTestId("map-change").map((line) => line.textContent);
  expect(lines).toEqual(["+new: fraud-dev in Dev", "→moved: churn: from Sandbox to Dev", "+new: deny attached to Dev (not drawn one by one)"]);
  expect(map.scenes.at(-1)?.nodes.some(({ change }) => change === "added")).toBe(true);
  // The camera is where something changes, and not on everything.
  await waitFor(() => expect(map.place.x).toBeCloseTo(0.7));
  await userEvent.click(screen.getByRole("button", { name: "churn: from Sandbox to Dev" }));
  await waitFor(() => expect(map.place.x).toBeCloseTo(0.35));
  await userEvent.click(screen.getByTestId("map-preview-list"));
  expect(screen.queryAllByTestId("map-change")).toEqual([]);
});

test("Escape on the map leads back to the plan, once nothing is selected", async () => {
  const { map } = await toPreview();
  act(() => map.listener?.onSelect(PLANNED, false));
  await screen.findByTestId("inspector");
  const stage = screen.getByRole("application");
  stage.focus();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("inspector")).toBeNull());
  expect(screen.getByTestId("map-preview")).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByTestId("plan")).toBeTruthy();
});

test("left for the map as it is, that is what is asked for and shown", async () => {
  const { map } = await toPreview();
  await userEvent.click(screen.getByTestId("map-preview-leave"));
  await waitFor(() => expect(map.scenes.at(-1)?.changes).toBeUndefined());
  expect(screen.queryByTestId("map-preview")).toBeNull();
  expect(screen.getByTestId("map-totals").textContent).toContain("1 account");
});

test("an account to come has its planned name and no id, and nothing is asked of it", async () => {
  const { map, channel } = await toPreview();
  act(() => map.listener?.onSelect(PLANNED, false));
  const panel = await screen.findByTestId("inspector");
  await waitFor(() => expect(within(panel).getByTestId("inspector-title").textContent).toBe("fraud-dev"));
  expect(panel.textContent).toContain("nothing of it is in AWS yet");
  expect(panel.textContent).not.toContain("000000000001");
  expect(channel.asked.some(({ query }) => query === "inspect")).toBe(false);
});

test("views that do not draw plans cannot be chosen, nor can what is planned be exported or dragged", async () => {
  const { map, channel } = await toPreview();
  await userEvent.click(screen.getByRole("button", { name: "Trust" }));
  expect(map.scenes.at(-1)?.view).toBe("organization");
  await userEvent.click(screen.getByRole("button", { name: "Portfolios" }));
  await waitFor(() => expect(map.scenes.at(-1)?.view).toBe("portfolios"));
  expect(channel.asked.at(-1)).toMatchObject({ query: "planScene", request: { view: "portfolios" } });
  act(() => map.listener?.onDrop(CHURN, DEV));
  expect(screen.queryByTestId("change")).toBeNull();
  expect(screen.getByTestId("map-preview")).toBeTruthy();
});

test("the legend says what dashed means", async () => {
  await toPreview();
  await userEvent.click(screen.getByRole("button", { name: "Legend" }));
  const rows = await screen.findAllByTestId("legend-change");
  expect(rows.map((one) => one.getAttribute("data-change"))).toEqual(["added", "moved"]);
  expect(rows[0]?.textContent).toContain("new: not there yet");
});

test("a plan that was begun has no preview", async () => {
  await toPlan(openWindow(aShownPlan({ row: aPlanRow({ standing: "failed", done: 1, standingAt: 5 }) })));
  expect(screen.queryByTestId("show-preview")).toBeNull();
  expect(screen.queryByTestId("plan-map")).toBeNull();
});

test("a preview that cannot be had says why, and still leads back", async () => {
  const channel = openWindow();
  let begun = false;
  channel.answers.planScene = () => (begun ? fail({ code: "other", message: "this plan was begun" }) : preview());
  await toPlan(channel);
  await screen.findByTestId("plan-map");
  begun = true;
  await userEvent.click(screen.getByTestId("show-preview"));
  expect(await screen.findByText("this plan was begun")).toBeTruthy();
  await userEvent.click(screen.getByTestId("map-preview-back"));
  expect(await screen.findByTestId("plan")).toBeTruthy();
});
