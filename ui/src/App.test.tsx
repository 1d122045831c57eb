import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Inspection, SceneRequest } from "./platform/bindings";
import { showApp } from "./test/app";
import { ChannelDouble, fail } from "./test/double";
import { aCache, aCrawl, aHit, aNode, anAccount, aScene, aStatus, aTask } from "./test/samples";

const ou = aNode("ou-1", { kind: "AWS::Organizations::OrganizationalUnit", label: "Workloads", shape: "bundle", canOpen: true, count: 2 });
const fraud = aNode("arn:fraud", { label: "fraud-dev", x: 400, y: 200, parent: "ou-1" });

function sceneFor(request: SceneRequest) {
  return aScene(request.open.includes("ou-1") ? [{ ...ou, isOpen: true }, fraud] : [ou], [], { view: request.view });
}

function inspection(arn: string): Inspection {
  const resource = { arn, kind: "AWS::IAM::Role", name: "Deployer", account: "000000000001", accountName: "fraud-dev", region: "global", stale: false, asOf: 1, asOfAt: null, unread: [] };
  const related = [{ title: "is trusted by", kind: "trusts", outgoing: false, total: 1, rows: [{ arn: "arn:other", name: "Other", kind: "AWS::IAM::Role", account: null, label: "AWS" }] }];
  return { resource, plain: "role", document: { Arn: arn, MaxSessionDuration: 3600 }, related, path: [], gaps: [], history: [] };
}

function openWindow() {
  return new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: ({ request }) => sceneFor(request),
    search: () => ({ hits: [{ ...aHit("fraud-dev"), arn: "arn:fraud" }, aHit("second")], total: 2, indexing: false }),
    reveal: ({ arn }) => (arn === "arn:fraud" ? ["ou-1"] : []),
    inspect: ({ arn }) => inspection(arn),
    accounts: () => ({ rows: [anAccount("fraud-dev"), anAccount("kyc-prod", { coverage: [{ status: "denied", count: 2 }] })], incomplete: false }),
    resources: () => ({ rows: [], total: 0, unreadUnits: 3 }),
    coverage: () => ({ totals: [{ status: "complete", count: 9 }], rows: [], total: 0, causes: [], ages: [], units: { thisCrawl: 9, earlier: 0, notRead: 0, leftOut: 0 }, notReached: 0, idle: [] }),
    portfolios: () => [],
    crawls: () => [aCrawl()],
    kinds: () => [{ kind: "AWS::IAM::Role", plain: "role", count: 2 }],
  });
}

test("without a cache the window starts at the start screen", async () => {
  showApp(new ChannelDouble({ status: () => aStatus() }));
  expect(await screen.findByTestId("start-demo")).toBeTruthy();
  expect(screen.queryByTestId("map")).toBeNull();
});

test("a status that fails is said, and can be asked again", async () => {
  const channel = new ChannelDouble({ status: () => fail({ code: "other", message: "the settings folder cannot be read" }) });
  showApp(channel);
  expect(await screen.findByText("the settings folder cannot be read")).toBeTruthy();
  channel.answers = { status: () => aStatus() };
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByTestId("start-demo")).toBeTruthy();
});

test("the demo starts, shows its progress, and ends on the map", async () => {
  let open = false;
  const channel = openWindow();
  channel.answers.status = () => aStatus({ cache: open ? aCache() : null });
  channel.deeds = { startDemo: () => 7, cancel: () => null };
  showApp(channel);
  await userEvent.click(await screen.findByTestId("start-demo"));
  expect(channel.done).toEqual([{ action: "startDemo", accounts: 64 }]);
  act(() => channel.emit({ event: "task", task: aTask() }));
  expect((await screen.findByTestId("crawl-progress")).textContent).toContain("3 of 12");

  await userEvent.click(screen.getByTestId("crawl-cancel"));
  expect(screen.getByText(/What was read stays in the cache/)).toBeTruthy();
  await userEvent.click(screen.getByTestId("crawl-cancel-confirm"));
  expect(channel.done.at(-1)).toEqual({ action: "cancel", task: 7 });

  open = true;
  act(() => channel.emit({ event: "cacheChanged" }));
  act(() => channel.emit({ event: "task", task: aTask({ state: "done" }, { done: 12, incomplete: 2 }) }));
  const map = await screen.findByTestId("map");
  await waitFor(() => expect(map.dataset["ready"]).toBe("true"));
  expect(screen.getByTestId("messages").textContent).toContain("2 units could not be read completely");
  expect(screen.queryByTestId("crawl-progress")).toBeNull();
});

test("a search hit is revealed, flown to, selected and inspected; back undoes it", async () => {
  const map = showApp(openWindow());
  const field = await screen.findByTestId("search");
  await waitFor(() => expect(screen.getByTestId("map").dataset["ready"]).toBe("true"));
  await userEvent.keyboard("/");
  expect(document.activeElement).toBe(field);
  await userEvent.type(field, "fraud");
  expect(await screen.findAllByTestId("search-hit")).toHaveLength(2);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByTestId("map").dataset["selected"]).toBe("arn:fraud"));
  await waitFor(() => expect(map.place).toEqual({ x: 0.7, y: 0.6, ratio: 0.2 }));
  expect((await screen.findByTestId("inspector-title")).textContent).toBe("Deployer");
  expect(screen.getByTestId("inspector-arn").textContent).toContain("arn:fraud");

  await userEvent.keyboard("{Alt>}{ArrowLeft}{/Alt}");
  await waitFor(() => expect(screen.getByTestId("map").dataset["selected"]).toBe(""));
  await waitFor(() => expect(map.place.ratio).toBe(1));
  expect(screen.queryByTestId("inspector")).toBeNull();
});

test("opening, selecting and adding on the map", async () => {
  const map = showApp(openWindow());
  await waitFor(() => expect(screen.getByTestId("map").dataset["nodes"]).toBe("1"));
  act(() => map.listener?.onOpen("ou-1"));
  await waitFor(() => expect(screen.getByTestId("map").dataset["nodes"]).toBe("2"));
  act(() => map.listener?.onSelect("arn:fraud", false));
  act(() => map.listener?.onSelect("ou-1", true));
  await waitFor(() => expect([...map.selected]).toEqual(["arn:fraud", "ou-1"]));
  expect(screen.getByTestId("inspector").textContent).toContain("fraud-dev");
  act(() => map.listener?.onSelect(null, false));
  await waitFor(() => expect(map.selected.size).toBe(0));
});

test("what is opened becomes large enough to be read, what is closed moves nothing", async () => {
  const map = showApp(openWindow());
  await waitFor(() => expect(screen.getByTestId("map").dataset["nodes"]).toBe("1"));
  act(() => map.listener?.onOpen("ou-1"));
  await waitFor(() => expect(map.read.map((ids) => [...ids].sort())).toEqual([["arn:fraud", "ou-1"]]));
  expect(map.place.ratio).toBe(0.2);
  act(() => map.listener?.onOpen("ou-1"));
  await waitFor(() => expect(screen.getByTestId("map").dataset["nodes"]).toBe("1"));
  expect(map.read).toHaveLength(1);
});

test("a hit that a view does not draw is shown in the one that draws everything", async () => {
  const channel = openWindow();
  channel.answers.scene = ({ request }) => (request.view === "network" ? aScene([aNode("vpc")], [], { view: "network" }) : sceneFor(request));
  const map = showApp(channel);
  await userEvent.click(await screen.findByTestId("view-network"));
  await waitFor(() => expect(screen.getByTestId("map").dataset["view"]).toBe("network"));
  await userEvent.type(screen.getByTestId("search"), "fraud");
  await screen.findAllByTestId("search-hit");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByTestId("map").dataset["view"]).toBe("organization"));
  await waitFor(() => expect(map.place).toEqual({ x: 0.7, y: 0.6, ratio: 0.2 }));
  expect(screen.getByTestId("messages").textContent).toContain("not drawn in the Network view");
});

test("views are switched and asked for", async () => {
  const channel = openWindow();
  showApp(channel);
  await userEvent.click(await screen.findByTestId("view-trust"));
  await waitFor(() => expect(screen.getByTestId("map").dataset["view"]).toBe("trust"));
});

test("the keyboard walks the map and opens details", async () => {
  const map = showApp(openWindow());
  const stage = await screen.findByRole("application");
  stage.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(map.focused).toBe("ou-1");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect([...map.selected]).toEqual(["ou-1"]));
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getByTestId("map").dataset["nodes"]).toBe("2"));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(map.selected.size).toBe(0));
});

test("accounts are listed with what was not read, and lead to the inspector", async () => {
  showApp(openWindow());
  await userEvent.click(await screen.findByTestId("nav-accounts"));
  const table = await screen.findByTestId("accounts");
  await waitFor(() => expect(table.textContent).toContain("kyc-prod"));
  expect(table.textContent).toContain("2 of 2 units missing");
  await userEvent.click(screen.getByRole("button", { name: "fraud-dev" }));
  expect(await screen.findByTestId("inspector-title")).toBeTruthy();
});

test("a table that finds nothing says whether that is known", async () => {
  showApp(openWindow());
  await userEvent.click(await screen.findByTestId("nav-resources"));
  expect(await screen.findByText(/Whether there is any is unknown/)).toBeTruthy();
});

test("a screen whose question fails says why and offers to try again", async () => {
  const channel = openWindow();
  channel.answers.portfolioMatrix = () => fail({ code: "other", message: "the cache is locked by another program" });
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-portfolios"));
  expect(await screen.findByText("the cache is locked by another program")).toBeTruthy();
  channel.answers.portfolioMatrix = () => ({ columns: [], columnsTotal: 0, rows: [], total: 0, accounts: 0, notes: [] });
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/found no portfolios/)).toBeTruthy();
});

test("when the cache changes, what is on screen is asked again", async () => {
  const channel = openWindow();
  showApp(channel);
  await screen.findByTestId("map");
  const before = channel.asked.filter((query) => query.query === "scene").length;
  act(() => channel.emit({ event: "cacheChanged" }));
  await waitFor(() => expect(channel.asked.filter((query) => query.query === "scene").length).toBe(before + 1));
});
