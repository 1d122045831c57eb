import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { showApp } from "./test/app";
import { ChannelDouble } from "./test/double";
import { aCache, aCrawl, aNode, aScene, aStatus, aTask } from "./test/samples";

const cut = aCrawl({ id: 2, state: "partial", percent: 43, source: "profile audit" });

function openWindow(canRecrawl = true) {
  return new ChannelDouble(
    {
      status: () => aStatus({ cache: aCache({ cutOff: cut }), canRecrawl }),
      scene: () => aScene([aNode("ou-1")]),
      crawls: () => [cut, aCrawl()],
    },
    { recrawl: () => 8, showCrawl: () => null, quit: () => null },
  );
}

test("a crawl that was cut off is said above every screen, shown, resumed and made again from there", async () => {
  const channel = openWindow();
  showApp(channel);
  const banner = await screen.findByTestId("crawl-banner");
  expect(banner.textContent).toContain("cut off at 43 %");
  await userEvent.click(screen.getByTestId("crawl-instead"));
  expect(channel.done.at(-1)).toEqual({ action: "showCrawl", crawl: 2 });
  await userEvent.click(screen.getByTestId("crawl-resume"));
  expect(channel.done.at(-1)).toEqual({ action: "recrawl", resume: true });
  await userEvent.click(screen.getByTestId("crawl-again"));
  expect(channel.done.at(-1)).toEqual({ action: "recrawl", resume: false });
});

test("without a connection the banner leads to the connect form", async () => {
  showApp(openWindow(false));
  await userEvent.click(await screen.findByTestId("crawl-connect"));
  expect(await screen.findByTestId("welcome")).toBeTruthy();
});

test("closing while a crawl runs asks first, and stops it only when told to", async () => {
  const channel = openWindow();
  showApp(channel);
  await screen.findByTestId("map");
  act(() => channel.emit({ event: "task", task: aTask({}, { done: 3, planned: 12 }) }));
  act(() => channel.emit({ event: "closeAsked" }));
  expect((await screen.findByTestId("close-question")).textContent).toContain("The crawl is at 25 %.");
  await userEvent.click(screen.getByTestId("close-stay"));
  await waitFor(() => expect(screen.queryByTestId("close-question")).toBeNull());
  expect(channel.done).toEqual([]);
  act(() => channel.emit({ event: "closeAsked" }));
  await userEvent.click(await screen.findByTestId("close-stop"));
  expect(channel.done).toEqual([{ action: "quit" }]);
});

test("closing before anything was read says that nothing is kept", async () => {
  const channel = openWindow();
  showApp(channel);
  await screen.findByTestId("map");
  act(() => channel.emit({ event: "task", task: aTask({}, { done: 0, planned: 0 }) }));
  act(() => channel.emit({ event: "closeAsked" }));
  expect((await screen.findByTestId("close-question")).textContent).toContain("it has to be started again");
});

test("two crawls are shown side by side in the top bar", async () => {
  const channel = openWindow();
  showApp(channel);
  await screen.findByTestId("map");
  act(() => channel.emit({ event: "task", task: aTask({ id: 7 }, { done: 3, planned: 12 }) }));
  act(() => channel.emit({ event: "task", task: aTask({ id: 8 }, { done: 6, planned: 12 }) }));
  await waitFor(() => expect(screen.getAllByText("Crawling 25 %").length).toBeGreaterThan(0));
  expect(screen.getAllByText("Crawling 50 %").length).toBeGreaterThan(0);
});
