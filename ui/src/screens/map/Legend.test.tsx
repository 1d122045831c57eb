import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { aNode, anEdge, aScene } from "../../test/samples";
import { whyWords } from "./HoverCard";
import { Legend } from "./Legend";

/** A trust view whose first line has the first reason, two lines the second, and so on. */
function unsure(reasons: number) {
  const edges = Array.from({ length: reasons }, (_, reason) =>
    Array.from({ length: reason + 1 }, (__, line) => anEdge("hub", `to-${line}`, { id: `${reason} ${line}`, kind: "trusts", state: "unknown", unknown: 1, why: `reason ${reason + 1}` })),
  );
  return aScene([aNode("hub")], edges.flat(), { view: "trust", notes: ["2 accounts are in no OU"] });
}

const told = () => screen.queryAllByTestId("legend-why").map((row) => row.textContent);

test("four reasons why lines are not known are four lines of the legend, and so are the picture's notes", () => {
  render(<Legend scene={unsure(4)} mode="light" />);
  expect(told()).toEqual(["reason 4", "reason 3", "reason 2", "reason 1"]);
  expect(screen.queryByTestId("legend-more")).toBeNull();
  expect(screen.getByText("2 accounts are in no OU")).toBeTruthy();
});

test("of very many reasons the legend says how many more there are, and shows them", async () => {
  render(<Legend scene={unsure(9)} mode="dark" />);
  expect(told().length).toBe(6);
  expect(screen.getByTestId("legend-more").textContent).toBe("3 more reasons");
  await userEvent.click(screen.getByTestId("legend-more"));
  expect(told()).toContain("reason 1");
  expect(told().length).toBe(9);
});

test("the card beside the mouse says how many reasons it leaves out", () => {
  expect(whyWords(unsure(4), "hub")).toEqual(["4 lines not surely known: reason 4", "3 lines not surely known: reason 3", "and 2 more reasons"]);
});
