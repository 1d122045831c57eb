import { expect, test } from "vitest";
import { kindNames } from "../platform/bindings";
import { plainKind } from "./icons";

test("every kind is called what the one list calls it", () => {
  for (const [kind, name] of Object.entries(kindNames)) expect(plainKind(kind)).toBe(name);
  expect(plainKind("AWS::EC2::VPC")).toBe("VPC");
  expect(plainKind("AWS::Organizations::OrganizationalUnit")).toBe("OU");
  expect(plainKind("AWS::New::ThingOfSomeKind")).toBe("thing of some kind");
});
