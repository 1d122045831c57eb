import { expect, test } from "vitest";
import { aProfile } from "../../test/samples";
import { emptyForm, formProblems, profileNote, regionList, toConnection } from "./connection";

const form = { ...emptyForm([aProfile("audit"), aProfile("default")]) };

test("the default profile is chosen at first", () => {
  expect(form.identity).toBe("profile:default");
  expect(emptyForm([aProfile("audit")]).identity).toBe("profile:audit");
  expect(emptyForm([]).identity).toBe("");
});

test("what is left empty is left out", () => {
  expect(toConnection(form)).toEqual({
    profile: "default",
    key: null,
    endpointUrl: null,
    roleName: null,
    externalId: null,
    regions: [],
    ou: null,
  });
});

test("a saved key is named, never sent", () => {
  expect(toConnection({ ...form, identity: "key:break-glass" })).toMatchObject({ profile: null, key: "break-glass" });
});

test("an endpoint counts only on its own tab", () => {
  const typed = { ...form, endpointUrl: " http://127.0.0.1:5577 " };
  expect(toConnection(typed).endpointUrl).toBeNull();
  expect(toConnection({ ...typed, useEndpoint: true }).endpointUrl).toBe("http://127.0.0.1:5577");
});

test("mistakes are said beside their field", () => {
  expect(formProblems(form)).toEqual({});
  expect(formProblems({ ...form, identity: "" }).identity).toBeDefined();
  expect(formProblems({ ...form, useEndpoint: true, endpointUrl: "localhost" }).endpointUrl).toBeDefined();
  expect(formProblems({ ...form, regions: "eu-west-1, europe" }).regions).toContain("europe");
  expect(formProblems({ ...form, ou: "Workloads" }).ou).toBeDefined();
  expect(formProblems({ ...form, regions: "eu-west-1 us-gov-west-1 eusc-de-east-1", ou: "ou-ab12-34cd56ef" })).toEqual({});
});

test("Regions are separated by commas, spaces or both", () => {
  expect(regionList(" eu-west-1,eu-central-1  us-east-1 ")).toEqual(["eu-west-1", "eu-central-1", "us-east-1"]);
});

test("a profile is told by how it signs in and by its Region", () => {
  expect(profileNote(aProfile("a"))).toBe("");
  expect(profileNote(aProfile("a", { region: "eu-west-1", identityCenter: true }))).toBe("IAM Identity Center · eu-west-1");
});
