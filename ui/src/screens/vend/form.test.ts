import { expect, test } from "vitest";
import { planChoices } from "../../test/plans";
import { emptyVend, ousOf, peopleProblems, placeProblems, teamProblems, vendIntent, type VendForm } from "./form";

const fraud: VendForm = { ...emptyVend, team: "fraud", email: "aws+{team}-{stage}@example.com", stages: ["dev", "prod"] };

test("a team that can be vended has no problem", () => {
  expect(teamProblems(fraud)).toEqual({});
  expect(placeProblems(fraud, planChoices())).toEqual({});
  expect(peopleProblems(fraud)).toEqual({});
});

test("names and addresses are checked at their fields", () => {
  const problems = (change: Partial<VendForm>) => teamProblems({ ...fraud, ...change });
  expect(problems({ team: "" }).team).toContain("needs a name");
  expect(problems({ team: "Fraud Team" }).team).toContain("Small letters");
  expect(problems({ team: "x".repeat(48) }).team).toContain("longer than the 50");
  expect(problems({ stages: [] }).stages).toContain("at least one");
  expect(problems({ email: "" }).email).toContain("of its own");
  expect(problems({ email: "aws+{team}@example.com" }).email).toContain("{stage}");
  expect(problems({ email: "aws+{team}@example.com", stages: ["dev"] }).email).toBeUndefined();
  expect(problems({ email: "aws+{teams}-{stage}@example.com" }).email).toContain("{teams} stands for nothing");
  expect(problems({ email: "{team}-{stage}" }).email).toContain("is no e-mail address");
  expect(problems({ email: `${"x".repeat(60)}{stage}@example.com` }).email).toContain("longer than the 64");
  expect(problems({ owner: "lead" }).owner).toContain("e-mail address");
});

test("the OU of a stage is told by its name, or has to be chosen", () => {
  const { ous } = planChoices();
  expect(ousOf("dev", ous).map(({ id }) => id)).toEqual(["ou-dev"]);
  const below = { id: "ou-below", name: "Team", path: "Workloads/Dev/Team", stage: "dev" as const };
  expect(ousOf("dev", [...ous, below]).map(({ id }) => id)).toEqual(["ou-dev"]);
  const other = { id: "ou-other", name: "Dev", path: "Other/Dev", stage: "dev" as const };
  expect(placeProblems(fraud, { ous: [...ous, other] }).dev).toContain("2 OUs");
  expect(placeProblems({ ...fraud, stages: ["preprod"] }, { ous }).preprod).toContain("No OU");
  expect(placeProblems({ ...fraud, stages: ["preprod"], ous: { preprod: "ou-dev" } }, { ous })).toEqual({});
});

test("people and tags are whole or told", () => {
  const problems = peopleProblems({
    ...fraud,
    people: [{ group: "fraud-devs", permissionSet: "", stages: [] }],
    tags: [{ key: "cost", value: "1" }, { key: "cost", value: "2" }, { key: "aws:x", value: "" }, { key: "", value: "" }],
  });
  expect(Object.keys(problems)).toEqual(["person-0", "tag-1", "tag-2", "tag-3"]);
});

test("the intent holds what was filled in, and nothing else", () => {
  expect(vendIntent({ ...fraud, stages: ["prod", "dev"] })).toEqual({
    kind: "vend", team: "fraud", stages: ["dev", "prod"], email: "aws+{team}-{stage}@example.com", connectivity: "corporate",
  });
  const full = vendIntent({
    ...fraud, owner: "lead@example.com", blueprint: "prod-1", portfolios: ["port-1"], ous: { dev: "ou-x", sandbox: "ou-y" },
    tags: [{ key: " cost-centre ", value: "4711" }], people: [{ group: "fraud-devs", permissionSet: "DataScientist", stages: ["dev"] }],
  });
  expect(full).toMatchObject({
    owner: "lead@example.com", blueprint: "prod-1", portfolios: ["port-1"], ous: { dev: "ou-x" }, tags: { "cost-centre": "4711" },
    people: [{ group: "fraud-devs", permissionSet: "DataScientist", stages: ["dev"] }],
  });
});
