import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { showApp } from "../test/app";
import { ChannelDouble } from "../test/double";
import { aCache, aCrawl, aScene, aStatus } from "../test/samples";
import { roomBetween } from "./TopBar";

test("the search takes the room that the name and the menus leave", () => {
  const name = { left: 20, right: 150 };
  expect(roomBetween([name, { left: 900, right: 1000 }, { left: 1010, right: 1380 }])).toEqual({ start: 170, room: 420 });
  expect(roomBetween([{ left: 480, right: 1080 }, name])).toEqual({ start: 170, room: 290 });
  expect(roomBetween([name])).toBeNull();
});

function open(canRecrawl: boolean, state: "complete" | "partial") {
  const crawl = aCrawl({ state, percent: 40, source: "profile audit" });
  const channel = new ChannelDouble({
    status: () => aStatus({ canRecrawl, cache: aCache({ demo: false, crawl }) }),
    scene: () => aScene([]),
    crawls: () => [crawl],
    kinds: () => [],
  });
  channel.deeds = { recrawl: () => 8 };
  showApp(channel);
  return channel;
}

test("where the age of a crawl is read, a newer one can be started, by keyboard too", async () => {
  const channel = open(true, "complete");
  const menu = await screen.findByRole("button", { name: /^Crawl 1/ });
  menu.focus();
  await userEvent.keyboard("{Enter}");
  const item = await screen.findByRole("menuitem", { name: /Crawl again/ });
  expect(item).toBeTruthy();
  await userEvent.click(item);
  expect(channel.done.at(-1)).toEqual({ action: "recrawl", resume: false });
});

test("a crawl that was cut off can be resumed there; without a connection the way leads to one", async () => {
  const channel = open(true, "partial");
  await userEvent.click(await screen.findByRole("button", { name: /^Crawl 1/ }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /Resume the crawl/ }));
  expect(channel.done.at(-1)).toEqual({ action: "recrawl", resume: true });
});
