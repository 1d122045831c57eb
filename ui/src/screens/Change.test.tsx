import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { showApp } from "../test/app";
import { ChannelDouble } from "../test/double";
import { aMatrix } from "../test/matrix";
import { aCache, aNode, aScene, aStatus, anAccount } from "../test/samples";

const account = (number: number) => `arn:aws:organizations::1:account/o-a/${String(number).padStart(12, "0")}`;
const OU = "arn:aws:organizations::1:ou/o-a/ou-prod";
const nodes = [
  aNode(account(2), { label: "fraud-dev" }),
  aNode(account(3), { label: "churn-dev" }),
  aNode(OU, { label: "Prod", kind: "AWS::Organizations::OrganizationalUnit", shape: "resource" }),
];

function aChannel() {
  const rows = [2, 3].map((number) => anAccount(String(number), { arn: account(number), id: String(number).padStart(12, "0"), name: number === 2 ? "fraud-dev" : "churn-dev" }));
  return new ChannelDouble({
    status: () => aStatus({ cache: aCache() }),
    scene: () => aScene(nodes),
    reveal: () => [],
    accounts: () => ({ rows, incomplete: false }),
    portfolios: () => [],
    portfolioMatrix: ({ request }) => aMatrix(request.open.length > 0 || request.states.length > 0),
    // What comes of a plan is not looked at here.
    plan: () => new Promise(() => undefined),
  });
}

const planned = (channel: ChannelDouble) => channel.asked.flatMap((query) => (query.query === "plan" ? [query.intent] : []));

test("an account that is dropped on an OU is planned to move there, and nothing else happens", async () => {
  const channel = aChannel();
  const map = showApp(channel);
  await waitFor(() => expect(map.scenes).not.toHaveLength(0));
  act(() => map.listener?.onDrag({ id: account(2), over: OU, at: { x: 10, y: 10 } }));
  expect((await screen.findByTestId("drag-note")).textContent).toContain("fraud-dev to Prod");
  act(() => map.listener?.onDrag(null));
  act(() => map.listener?.onDrop(account(2), OU));
  await waitFor(() => expect(planned(channel)).toEqual([{ kind: "move", account: "000000000002", to: "ou-prod" }]));
  expect(channel.done).toEqual([]);
  expect(channel.changed).toEqual([]);
});

test("all that is selected is dropped together", async () => {
  const channel = aChannel();
  const map = showApp(channel);
  await waitFor(() => expect(map.scenes).not.toHaveLength(0));
  act(() => map.listener?.onSelect(account(2), false));
  act(() => map.listener?.onSelect(account(3), true));
  await waitFor(() => expect(map.selected.size).toBe(2));
  act(() => map.listener?.onDrop(account(3), OU));
  await waitFor(() => expect(planned(channel)).toMatchObject([{ kind: "together", intents: [{ account: "000000000002" }, { account: "000000000003" }] }]));
});

test("the keyboard selects several on the map, and asks where they move", async () => {
  const user = userEvent.setup();
  const channel = aChannel();
  const map = showApp(channel);
  await waitFor(() => expect(map.scenes).not.toHaveLength(0));
  act(() => map.listener?.onSelect(account(2), false));
  (await screen.findByRole("application")).focus();
  await user.keyboard("m");
  await screen.findByRole("heading", { name: "Move accounts" });
  expect(screen.getByTestId("change").textContent).toContain("fraud-dev");
  expect(planned(channel)).toEqual([]);
});

test("several accounts of the table are tagged in one plan", async () => {
  const user = userEvent.setup();
  const channel = aChannel();
  showApp(channel);
  await user.click(await screen.findByTestId("nav-accounts"));
  await user.click(await screen.findByRole("checkbox", { name: "Select fraud-dev" }));
  await user.click(screen.getByRole("checkbox", { name: "Select churn-dev" }));
  await user.click(screen.getByRole("button", { name: "Change" }));
  await user.click(await screen.findByRole("menuitem", { name: "Tag…" }));
  await user.type(await screen.findByRole("textbox", { name: "Key of tag 1" }), "owner");
  await user.type(screen.getByRole("textbox", { name: "Value of tag 1" }), "me");
  await user.click(screen.getByTestId("change-plan"));
  await waitFor(() => expect(planned(channel)).toMatchObject([{ kind: "together", intents: [{ kind: "tag", account: "000000000002", set: { owner: "me" } }, { account: "000000000003" }] }]));
});

test("a hole is planned with the principals in each account of the OU", async () => {
  const user = userEvent.setup();
  const channel = aChannel();
  showApp(channel);
  await user.click(await screen.findByTestId("nav-portfolios"));
  await screen.findByTestId("matrix");
  const hole = document.querySelector<HTMLElement>('[data-id="ou-dev"] [data-portfolio="port-deployment"]');
  if (hole) await user.click(hole);
  await user.type(await screen.findByRole("combobox", { name: /Principals/ }), "arn:aws:iam:::role/Lead{Enter}");
  await waitFor(() => expect(screen.getByTestId("change").textContent).toContain("1 principal in 2 accounts: up to 2 steps."));
  await user.click(screen.getByTestId("change-plan"));
  await waitFor(() =>
    expect(planned(channel)).toMatchObject([
      {
        kind: "together",
        intents: [
          { kind: "share", portfolio: "port-deployment", with: "ou-dev" },
          { kind: "principal", account: "000000000002", principal: "arn:aws:iam:::role/Lead", associate: true },
          { kind: "principal", account: "000000000003" },
        ],
      },
    ]),
  );
});
