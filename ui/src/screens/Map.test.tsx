import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Scene, SceneRequest } from "../platform/bindings";
import { shownBadges } from "../map/overlay";
import { showApp } from "../test/app";
import { ChannelDouble } from "../test/double";
import { aCache, aNode, anEdge, aScene, aStatus } from "../test/samples";
import { badgeWords } from "./map/HoverCard";
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
  showApp(channel);
  return { waiting, scene };
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

test("an edge says how sure it is, and how much of it is not known", () => {
  expect(relationWords(anEdge("a", "b", { kind: "reaches", state: "hollow" }))).toBe("inherited by (shared, and nobody there can use it)");
  expect(relationWords(anEdge("a", "b", { kind: "trusts", count: 5, unknown: 2 }))).toBe("can get into (2 of 5 not known)");
  expect(relationWords(anEdge("a", "b", { kind: "child-of", state: "stale" }))).toContain("in an earlier crawl");
});

test("hovering counts every policy that the panel lists", () => {
  const badges = [{ kind: "attached", count: 10 }, { kind: "allow-all", count: 2 }, { kind: "inherited", count: 1 }] as const;
  expect(badgeWords([...badges])).toEqual(["10 policies attached here, 2 of them AWS's own that allow everything", "1 policy attached above"]);
  expect(shownBadges([...badges]).map(({ kind }) => kind)).toEqual(["attached", "inherited"]);
  expect(shownBadges([{ kind: "attached", count: 2 }, { kind: "allow-all", count: 2 }])).toEqual([]);
});
