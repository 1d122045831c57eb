import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { MatrixRequest } from "../platform/bindings";
import { showApp } from "../test/app";
import { ChannelDouble } from "../test/double";
import { aMatrix, aColumn } from "../test/matrix";
import { aCache, aScene, aStatus, anAccount } from "../test/samples";

function aChannel() {
  const requests: MatrixRequest[] = [];
  const channel = new ChannelDouble(
    {
      status: () => aStatus({ cache: aCache() }),
      scene: () => aScene([]),
      reveal: () => [],
      accounts: () => ({ rows: [anAccount("2", { name: "fraud-dev", id: "000000000002" })], incomplete: false }),
      portfolios: () => [],
      portfolioMatrix: ({ request }) => {
        requests.push(request);
        const matrix = aMatrix(request.open.length > 0);
        const rows = request.states.length > 0 ? matrix.rows.filter((row) => row.cells.some((cell) => request.states.includes(cell.state))) : matrix.rows;
        return { ...matrix, rows, total: rows.length };
      },
    },
    { saveTable: () => "/home/me/matrix.csv" },
  );
  return { channel, requests };
}

async function shown() {
  const user = userEvent.setup();
  const { channel, requests } = aChannel();
  showApp(channel);
  await user.click(await screen.findByTestId("nav-portfolios"));
  await screen.findByTestId("matrix");
  return { user, channel, requests };
}

const cell = (row: string, portfolio: string) => {
  const found = document.querySelector<HTMLElement>(`[data-id="${row}"] [data-portfolio="${portfolio}"]`);
  if (!found) throw new Error(`no cell of ${row} and ${portfolio}`);
  return found;
};

test("OUs stand against portfolios, and open into their accounts", async () => {
  const { user, requests } = await shown();
  expect(screen.getAllByTestId("matrix-row").map((row) => row.dataset.id)).toEqual(["ou-dev", "ou-prod"]);
  expect(cell("ou-dev", "port-building").textContent).toContain("1/2");
  expect(screen.getByText(/1 account that is suspended/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Open Dev" }));
  await waitFor(() => expect(screen.getAllByTestId("matrix-row")).toHaveLength(4));
  expect(requests.at(-1)?.open).toEqual(["arn:aws:organizations::1:ou/o-a/ou-dev"]);
  expect(cell("000000000002", "port-building").textContent).toContain("inherited");
});

test("the legend shows only rows in a state, and says how many there are", async () => {
  const { user, requests } = await shown();
  const unknown = screen.getByTestId("matrix-only-unknown");
  expect(unknown.textContent).toContain("1");
  await user.click(screen.getByTestId("matrix-only-not-shared"));
  await waitFor(() => expect(requests.at(-1)?.states).toEqual(["not-shared"]));
  await user.click(screen.getByTestId("matrix-clear"));
  await waitFor(() => expect(requests.at(-1)?.states).toEqual([]));
});

test("a cell says why it is so, and what can be done about it", async () => {
  const { user } = await shown();
  await user.hover(cell("ou-dev", "port-building"));
  const card = await screen.findByTestId("matrix-card");
  expect(card.textContent).toContain("shared with OU Workloads");
  expect(card.textContent).toContain("1 usable, 1 unusable");
  await user.click(cell("ou-dev", "port-building"));
  const pinned = await screen.findByRole("dialog", { name: "Building in Dev" });
  await user.click(within(pinned).getByTestId("matrix-principals"));
  await screen.findByRole("heading", { name: "Let somebody launch" });
});

test("a hole is filled: the share is put together with the portfolio and the OU", async () => {
  const { user } = await shown();
  await user.click(cell("ou-dev", "port-deployment"));
  await screen.findByRole("heading", { name: "Share a portfolio" });
  expect(screen.getByTestId("change").textContent).toContain("Dev");
});

test("the keyboard moves from cell to cell and fills a hole", async () => {
  const { user } = await shown();
  cell("ou-dev", "port-building").focus();
  await user.keyboard("{ArrowRight}");
  expect(document.activeElement).toBe(cell("ou-dev", "port-deployment"));
  await user.keyboard("{ArrowLeft}{ArrowLeft}{ }");
  await waitFor(() => expect(screen.getAllByTestId("matrix-row")).toHaveLength(4));
  await user.keyboard("{ArrowRight}{ArrowRight}{Enter}");
  await screen.findByRole("heading", { name: "Share a portfolio" });
});

test("the matrix is written as a file", async () => {
  const { user, channel } = await shown();
  await user.click(screen.getByRole("button", { name: "Export" }));
  await user.click(await screen.findByRole("menuitem", { name: /CSV/ }));
  await waitFor(() => expect(channel.done.at(-1)?.action).toBe("saveTable"));
  expect(JSON.stringify(channel.done.at(-1))).toContain(aColumn("Building").id);
});
