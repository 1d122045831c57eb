import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { showApp } from "../test/app";
import { ChannelDouble, fail } from "../test/double";
import { aStatus } from "../test/samples";

test("a connection that fails says so on its card", async () => {
  const deeds = { startCrawl: () => fail({ code: "credentials", message: "the profile `default` has expired credentials" }) };
  const channel = new ChannelDouble({ status: () => aStatus() }, deeds);
  showApp(channel);
  await userEvent.click(await screen.findByTestId("start-crawl"));
  expect((await screen.findByTestId("attempt-problem")).textContent).toContain("expired credentials");
  expect(channel.done).toHaveLength(1);
});

test("a form with mistakes starts nothing", async () => {
  const channel = new ChannelDouble({ status: () => aStatus({ profiles: [] }) }, { startCrawl: () => 1 });
  showApp(channel);
  await userEvent.click(await screen.findByTestId("start-crawl"));
  expect(await screen.findByText("Choose a profile or a key.")).toBeTruthy();
  expect(channel.done).toEqual([]);
});

test("a cache opened before is opened again; a closed dialog changes nothing", async () => {
  const channel = new ChannelDouble({ status: () => aStatus({ recent: ["/caches/audit.sqlite"] }) }, { openCache: () => null });
  showApp(channel);
  await userEvent.click(await screen.findByText("audit.sqlite"));
  expect(channel.done).toEqual([{ action: "openCache", path: "/caches/audit.sqlite" }]);
  await userEvent.click(screen.getByTestId("open-cache"));
  await waitFor(() => expect(channel.done.at(-1)).toEqual({ action: "openCache", path: null }));
  expect(screen.getByTestId("welcome")).toBeTruthy();
});

test("why the keyring cannot be used is said", async () => {
  showApp(new ChannelDouble({ status: () => aStatus({ keyringProblem: "no secret service answers" }) }));
  expect(await screen.findByText(/no secret service answers/)).toBeTruthy();
});

test("settings that cannot be understood are told", async () => {
  showApp(new ChannelDouble({ status: () => aStatus({ settingsProblem: "the settings in `s.json` cannot be understood" }) }));
  expect(await screen.findByText(/`s.json` cannot be understood/)).toBeTruthy();
});

test("profiles show how they sign in, and the role that is assumed is the command line's", async () => {
  showApp(new ChannelDouble({ status: () => aStatus({ defaultRole: "ReadRoleOfTheTest" }) }));
  await userEvent.click(within(await screen.findByTestId("identity")).getByRole("button"));
  expect(await screen.findByText("IAM Identity Center · eu-west-1")).toBeTruthy();
  await userEvent.click(screen.getByText("Role, Regions and scope"));
  expect(await screen.findByPlaceholderText("ReadRoleOfTheTest")).toBeTruthy();
});

test("why the profiles cannot be listed is said", async () => {
  showApp(new ChannelDouble({ status: () => aStatus({ profiles: [], profilesProblem: "line 2 of `config` makes no sense" }) }));
  expect(await screen.findByText(/line 2 of `config`/)).toBeTruthy();
});
