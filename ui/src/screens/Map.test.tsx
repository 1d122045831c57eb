import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Scene, SceneRequest } from "../platform/bindings";
import { shownBadges } from "../map/overlay";
import { showApp } from "../test/app";
import { ChannelDouble } from "../test/double";
import { aCache, aCrawl, aNode, anEdge, aScene, aStatus } from "../test/samples";
import { badgeWords, whyWords } from "./map/HoverCard";
import { relationWords } from "./map/relationWords";

/** A window whose trust view is answered when the test says so. */
function openWindow() {
  const waiting: { request: SceneRequest; answer: (scene: Scene) => void }[] = [];
  const scene = (view: Scene["view"]) => aScene([aNode("a"), aNode("b")], [anEdge("a", "b", { state: "hollow" })], { view });
  const channel = new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: ({ request }) =>
      request.view === "trust" ? new Promise<Scene>((answer) => waiting.push({ request, answer })) : scene(request.view),
    accounts: () => ({ rows: [], incomplete: false }),
    resources: () => ({ rows: [], total: 0, unreadUnits: 0 }),
  });
  const map = showApp(channel);
  return { waiting, scene, map };
}

test("while trust is worked out the window says so, and shows no other view's picture or numbers", async () => {
  const { waiting, scene } = openWindow();
  expect((await screen.findByTestId("map-totals")).textContent).toContain("2 accounts");
  await userEvent.click(screen.getByRole("button", { name: "Trust" }));
  expect((await screen.findByTestId("map-waiting")).textContent).toContain("Working out from which accounts");
  expect(screen.queryByTestId("map-totals")).toBeNull();
  expect(screen.getByTestId("map").closest(".map-screen__stage--waiting")).not.toBeNull();
  waiting[0]?.answer(scene("trust"));
  await waitFor(() => expect(screen.queryByTestId("map-waiting")).toBeNull());
  expect(screen.getByTestId("map").getAttribute("data-view")).toBe("trust");
  expect(screen.getByTestId("map").closest(".map-screen__stage--waiting")).toBeNull();
});

test("trust is evaluated unless one asks for what policies name", async () => {
  const { waiting, scene } = openWindow();
  await screen.findByTestId("map-totals");
  await userEvent.click(screen.getByRole("button", { name: "Trust" }));
  await waitFor(() => expect(waiting.length).toBe(1));
  expect(waiting[0]?.request.named).toBe(false);
  waiting[0]?.answer(scene("trust"));
  await userEvent.click(await screen.findByLabelText("As named, not evaluated"));
  await waitFor(() => expect(waiting.length).toBe(2));
  expect(waiting[1]?.request.named).toBe(true);
  expect(screen.getByTestId("map").closest(".map-screen__stage--waiting")).not.toBeNull();
});

test("a view that has arrived is not uncovered before it is drawn", async () => {
  const { waiting, scene, map } = openWindow();
  const covered: boolean[] = [];
  const { setScene } = map;
  map.setScene = (next) => {
    covered.push(document.querySelector(".map-screen__stage--waiting") !== null);
    setScene(next);
  };
  await screen.findByTestId("map-totals");
  await userEvent.click(screen.getByRole("button", { name: "Trust" }));
  const stage = () => screen.getByTestId("map").closest(".map-screen__stage--waiting");
  expect(stage()).not.toBeNull();
  waiting[0]?.answer(scene("trust"));
  await waitFor(() => expect(stage()).toBeNull());
  expect(map.scenes.at(-1)?.view).toBe("trust");
  expect(covered.at(-1)).toBe(true);
});

test("a first crawl that was stopped says so on the empty map, with what was read, and can be taken up again", async () => {
  const crawl = aCrawl({ state: "partial", percent: 3, coverage: [{ status: "complete", count: 2 }, { status: "skipped", count: 58 }] });
  const channel = new ChannelDouble({
    status: () => aStatus({ canRecrawl: true, cache: aCache({ crawl, units: { thisCrawl: 2, earlier: 0, notRead: 58, leftOut: 0 } }) }),
    scene: () => aScene([aNode("root")], [], { totals: { accounts: 0, accountsDrawn: 0, relations: 0, unreadAccounts: 0 } }),
    kinds: () => [{ kind: "AWS::Organizations::Policy", plain: "policy", count: 3 }],
    crawls: () => [crawl],
  });
  channel.deeds = { recrawl: () => 9 };
  showApp(channel);
  const empty = await screen.findByTestId("map-empty");
  expect(empty.textContent).toContain("Crawl 1 was cut off at 3 %");
  await waitFor(() => expect(empty.textContent).toContain("It read 2 of 60 units: 3 policies."));
  await userEvent.click(screen.getByTestId("empty-resume"));
  expect(channel.done).toEqual([{ action: "recrawl", resume: true }]);
  await userEvent.click(screen.getByTestId("empty-again"));
  expect(channel.done.at(-1)).toEqual({ action: "recrawl", resume: false });
});

test("menu, map and coverage count the same units by the same word", async () => {
  const units = { thisCrawl: 261, earlier: 1204, notRead: 35, leftOut: 0 };
  const channel = new ChannelDouble({
    status: () => aStatus({ cache: aCache({ units, crawl: aCrawl({ coverage: [{ status: "skipped", count: 296 }] }) }) }),
    scene: () => aScene([aNode("a")], [], { totals: { accounts: 64, accountsDrawn: 64, relations: 0, unreadAccounts: 5 } }),
    coverage: () => ({ totals: [{ status: "complete", count: 1465 }, { status: "denied", count: 35 }], rows: [], total: 35, causes: [], ages: [], units, notReached: 0, idle: [] }),
    accounts: () => ({ rows: [], incomplete: false }),
    crawls: () => [],
  });
  showApp(channel);
  expect((await screen.findByTestId("map-unread")).textContent).toBe("35 units not read, in 5 of these accounts");
  expect((await screen.findByTitle("35 units not read")).textContent).toBe("35");
  await userEvent.click(screen.getByTestId("map-unread"));
  expect((await screen.findByTestId("coverage-units")).textContent).toBe("261 read in this crawl, 1,204 as of an earlier crawl, 35 not read");
});

test("a node says why its lines are not known", () => {
  const why = "IAM of a-prod was not read in this crawl: stopped";
  const scene = aScene([aNode("a"), aNode("b")], [anEdge("a", "b", { kind: "trusts", state: "unknown", unknown: 1, why })]);
  expect(whyWords(scene, "a")).toEqual([`1 line not surely known: ${why}`]);
  expect(relationWords(scene.edges[0] ?? anEdge("a", "b"), "trust")).toContain(why);
});

test("an edge says how sure it is, and how much of it is not known", () => {
  expect(relationWords(anEdge("a", "b", { kind: "reaches", state: "hollow" }), "portfolios")).toBe("inherited by (shared, and nobody there can use it)");
  expect(relationWords(anEdge("a", "b", { kind: "trusts", count: 5, unknown: 2 }), "trust")).toBe("can get into (allowed; 2 of 5 not known)");
  expect(relationWords(anEdge("a", "b", { kind: "child-of", state: "stale" }), "organization")).toContain("in an earlier crawl");
});

test("hovering counts every policy that the panel lists", () => {
  const badges = [{ kind: "attached", count: 10 }, { kind: "allow-all", count: 2 }, { kind: "inherited", count: 1 }] as const;
  expect(badgeWords([...badges])).toEqual(["10 policies attached here, 2 of them AWS's own that allow everything", "1 policy attached above"]);
  expect(shownBadges([...badges]).map(({ kind }) => kind)).toEqual(["attached", "inherited"]);
  expect(shownBadges([{ kind: "attached", count: 2 }, { kind: "allow-all", count: 2 }])).toEqual([]);
});
