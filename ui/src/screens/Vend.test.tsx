import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { showApp } from "../test/app";
import { ChannelDouble } from "../test/double";
import { aShownPlan, changeSettings, planChoices } from "../test/plans";
import { aCache, aNode, aScene, aStatus } from "../test/samples";

function field(testId: string) {
  return within(screen.getByTestId(testId)).getByRole("textbox");
}

test("a team is asked for page by page, seen before anything is called, and confirmed on its plan", async () => {
  const channel = new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: () => aScene([aNode("a")]),
    crawls: () => [],
    plans: () => ({ rows: [], refused: [] }),
    plan: () => aShownPlan(),
    planScene: () => aScene([aNode("a", { change: "added" })], [], { changes: { rows: [{ change: "added", kind: "AWS::Organizations::Account", name: "fraud-dev", to: "Dev", at: ["a"] }], hidden: 0 } }),
    planShown: () => aShownPlan(),
    planChoices: () => planChoices(),
    changeSettings: () => changeSettings(),
  });
  showApp(channel);
  await userEvent.click(await screen.findByTestId("nav-plans"));
  await userEvent.click(within(await screen.findByTestId("new-plan")).getByRole("button"));
  await userEvent.click(await screen.findByText("Vend accounts for a team"));
  await screen.findByTestId("vend-team");
  const next = () => userEvent.click(screen.getByRole("button", { name: "Next" }));

  await next();
  expect(await screen.findByText("A team needs a name")).toBeTruthy();
  await userEvent.type(field("vend-team"), "fraud");
  await userEvent.type(field("vend-email"), "aws+{{team}-{{stage}@example.com");
  expect(screen.getByTestId("vend-names").textContent).toContain("fraud-dev, aws+fraud-dev@example.com");
  await next();
  expect(await screen.findByText("Workloads/Dev is the one for this stage by its name.")).toBeTruthy();
  await next();
  expect(await screen.findByText("No OU is for this stage by its name: choose one")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Back" }));
  await userEvent.click(within(await screen.findByTestId("vend-stage-preprod")).getByRole("checkbox"));
  for (let step = 0; step < 4; step += 1) await next();
  await waitFor(() => expect(screen.getByTestId("vend-preview").textContent).toContain("fraud-dev in Dev"));
  expect(channel.asked).toContainEqual({
    query: "plan",
    intent: { kind: "vend", team: "fraud", stages: ["dev", "prod"], email: "aws+{team}-{stage}@example.com", connectivity: "corporate" },
  });
  // The map beside the review; the large one would lose what was typed.
  expect(await screen.findByRole("img", { name: "Map of what the plan changes: 1 account new" })).toBeTruthy();
  expect(screen.queryByTestId("show-preview")).toBeNull();
  expect(channel.changed).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Open the plan to confirm it" }));
  expect(await screen.findByTestId("apply")).toHaveProperty("disabled", true);
});
