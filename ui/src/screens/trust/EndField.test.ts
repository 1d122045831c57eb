import { expect, test } from "vitest";
import { namedEnd } from "../../state/trustPlace";
import { anEnd } from "../../test/trust";
import { meantEnd } from "./EndField";

const offered = [anEnd("stage:prod", "production"), anEnd("arn:1", "Deployer"), anEnd("arn:2", "Deployer")];

test("a typed value or name is the end that has it", () => {
  expect(meantEnd(namedEnd("stage:prod"), offered)).toEqual({ value: "stage:prod", label: "production" });
  expect(meantEnd(namedEnd(" Production "), offered)).toEqual({ value: "stage:prod", label: "production" });
});

test("a name that several have, or none, is asked for as it is", () => {
  expect(meantEnd(namedEnd("deployer"), offered)).toEqual(namedEnd("deployer"));
  expect(meantEnd(namedEnd("other"), offered)).toEqual(namedEnd("other"));
});
