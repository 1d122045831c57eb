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

test("a crawl that is resumed goes on where it was cut off, in the bar and in the dialog", async () => {
  const coverage = [{ status: "complete" as const, count: 40 }, { status: "region-off" as const, count: 3 }, { status: "skipped" as const, count: 57 }];
  const channel = openWindow();
  channel.answers.status = () => aStatus({ cache: aCache({ cutOff: aCrawl({ id: 2, state: "partial", percent: 43, coverage }) }), canRecrawl: true });
  showApp(channel);
  await userEvent.click(await screen.findByTestId("crawl-resume"));
  const progress = (done: number, planned: number) => act(() => channel.emit({ event: "task", task: aTask({ id: 8 }, { done, planned }) }));
  progress(0, 0);
  await waitFor(() => expect(screen.getAllByText("Crawling 43 %").length).toBeGreaterThan(0));
  progress(10, 57);
  await waitFor(() => expect(screen.getAllByText("Crawling 53 %").length).toBeGreaterThan(0));
  expect(screen.getByTestId("crawl-progress").textContent).toContain("53 of 100");
  // A program that counts what was read before itself is taken at its word.
  progress(60, 100);
  await waitFor(() => expect(screen.getAllByText("Crawling 60 %").length).toBeGreaterThan(0));
});

test("a crawl that went through says what it was refused", async () => {
  const refused = aCrawl({ coverage: [{ status: "complete", count: 7 }, { status: "denied", count: 3 }, { status: "failed", count: 1 }, { status: "skipped", count: 2 }] });
  const channel = openWindow();
  channel.answers.crawls = () => [refused, aCrawl({ id: 0 })];
  showApp(channel);
  await screen.findByTestId("map");
  await userEvent.click(screen.getByTestId("nav-crawls"));
  expect(await screen.findByText("complete, 3 units denied, 1 failed")).toBeTruthy();
  expect(screen.getByText("complete")).toBeTruthy();
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
