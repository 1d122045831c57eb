import { expect, test } from "vitest";
import { aNode, aScene } from "../test/samples";
import { heldBy, standsFor } from "./around";

test("an opened node holds what hangs in it, however deep and in whatever order", () => {
  const scene = aScene([aNode("role", { parent: "roles" }), aNode("roles", { parent: "account" }), aNode("account", { parent: "ou" }), aNode("other", { parent: "ou" })]);
  expect([...heldBy(scene, "account")].sort()).toEqual(["account", "role", "roles"]);
});

test("an account that a view does not draw is found by what it has there", () => {
  const account = "arn:aws:organizations::111111111111:account/o-1/222222222222";
  const vpc = aNode("arn:aws:ec2:eu-west-1:222222222222:vpc/vpc-1", { account: "222222222222" });
  const scene = aScene([vpc, aNode("gap:x", { account: "222222222222", shape: "gap" }), aNode("elsewhere", { account: "333333333333" })]);
  expect([...standsFor(scene, [account])]).toEqual([vpc.id]);
  expect([...standsFor(scene, [vpc.id])]).toEqual([vpc.id]);
  expect(standsFor(scene, ["arn:aws:iam::222222222222:role/Odd"]).size).toBe(0);
});
