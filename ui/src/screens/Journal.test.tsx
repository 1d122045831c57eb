import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { JournalQuery } from "../platform/bindings";
import { showApp } from "../test/app";
import { ChannelDouble } from "../test/double";
import { aJournalRow } from "../test/plans";
import { aCache, aNode, aScene, aStatus } from "../test/samples";

const rows = [aJournalRow(), aJournalRow({ id: 2, step: "s2", title: "Move account fraud-dev", operation: "MoveAccount", outcome: "unknown", message: "the answer was lost" })];

function openWindow() {
  const found = ({ text }: JournalQuery) => rows.filter((row) => text === null || row.operation.toLowerCase().includes(text.toLowerCase()));
  return new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: () => aScene([aNode("a")]),
    crawls: () => [],
    journal: ({ filter }) => ({ rows: found(filter), total: found(filter).length, all: rows.length, services: ["organizations"] }),
  });
}

test("calls are listed with how they ended, narrowed, and written to a file", async () => {
  const channel = openWindow();
  channel.deeds = { exportJournal: () => "/home/me/journal.csv" };
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-journal"));
  const table = await screen.findByTestId("journal");
  await waitFor(() => expect(table.textContent).toContain("organizations:CreateAccount"));
  expect(table.textContent).toContain("Outcome not known");
  expect(table.textContent).toContain("the answer was lost");
  await userEvent.type(within(screen.getByTestId("journal-text")).getByRole("searchbox"), "move");
  await waitFor(() => expect(table.textContent).toContain("(1 of 2)"));
  expect(table.textContent).not.toContain("organizations:CreateAccount");
  await userEvent.click(within(screen.getByTestId("export-journal")).getByRole("button"));
  await userEvent.click(await screen.findByText("CSV, for spreadsheets"));
  await waitFor(() => expect(screen.getByTestId("messages").textContent).toContain("Wrote 1 call to /home/me/journal.csv."));
  expect(channel.done.at(-1)).toMatchObject({ action: "exportJournal", format: "csv", filter: { text: "move" } });
});

test("a journal without a row says so", async () => {
  const channel = openWindow();
  channel.answers.journal = () => ({ rows: [], total: 0, all: 0, services: [] });
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-journal"));
  expect(await screen.findByText("Nothing was changed with this cache yet.")).toBeTruthy();
});
