import { expect, test } from "vitest";
import { anEnd, withMfa } from "../test/trust";
import { conditionAsWritten, conditionLines, hopWords, noPathWords, outcomeWords, outermostFirst, stageName, unknownWords } from "./trustWords";

const account = { what: "333333333333", name: "kyc-dev", reason: "denied" };
const ends = { from: anEnd("stage:dev", "Development"), to: anEnd("stage:prod", "Production") };
const fromVpce = { ...withMfa, words: "only from vpce-1" };

test("conditions that must hold together are joined, alternatives stand apart", () => {
  expect(conditionLines([[withMfa, fromVpce], [fromVpce]])).toEqual(["only with MFA and only from vpce-1", "only from vpce-1"]);
  expect(conditionLines([[withMfa, withMfa], [withMfa]])).toEqual(["only with MFA"]);
});

test("where one alternative needs nothing, nothing must hold", () => {
  expect(conditionLines([])).toEqual([]);
  expect(conditionLines([[], [withMfa]])).toEqual([]);
});

test("a condition as a policy has it", () => {
  expect(conditionAsWritten(withMfa)).toBe("Bool aws:MultiFactorAuthPresent true");
  expect(conditionAsWritten({ ...withMfa, negated: true, values: ["a", "b"] })).toBe("not Bool aws:MultiFactorAuthPresent a, b");
});

test("no path is known only where everything was read", () => {
  expect(noPathWords({ ...ends, answer: "none", reasons: [] })).toMatchObject({ known: true, header: "There is no path from Development to Production" });
  const unsure = noPathWords({ ...ends, answer: "unknown", reasons: ["a path may lead through account `hub`", "not everything was searched"] });
  expect(unsure.known).toBe(false);
  expect(unsure.header).toContain("there may be one");
  expect(unsure.text).toBe("a path may lead through account `hub`; not everything was searched.");
});

test("stages stand as the rings of the map do", () => {
  expect(outermostFirst(["prod", "hub", "dev", "external"])).toEqual(["external", "dev", "prod", "hub"]);
});

test("what is not known is counted as what it is", () => {
  expect(unknownWords([account])).toBe("1 account was not read");
  expect(unknownWords([account, { ...account, what: "organization features" }])).toBe("2 things it rests on are not known");
});

test("kinds, outcomes and stages have words of their own", () => {
  expect(hopWords("pass-role")).toBe("passes the role to a service and acts through it");
  expect(hopWords(null)).toBe("leads to");
  expect(outcomeWords("noAllow").name).toBe("No allow");
  expect(stageName("preprod")).toBe("Pre-production");
});
