import { expect, test } from "vitest";
import { aNode, anEdge, aScene } from "../test/samples";
import type { TrustNode } from "../platform/bindings";
import { aHop, aPath, aRole } from "../test/trust";
import { noTrail, trailOf } from "./trail";

const dev = aNode("dev", { account: "111111111111" });
const prod = aNode("prod", { account: "222222222222" });
const inner = aHop({ from: aRole("StackSetExecutionRole", "prod"), to: aRole("Model", "prod"), verdict: "allowedIf" });

test("hops lead between accounts, and stay in one", () => {
  const trail = trailOf(aPath({ hops: [aHop(), inner, inner] }), aScene([dev, prod], [anEdge("dev", "prod", { kind: "trusts-inward", bow: -0.2 })]));
  expect(trail.lines).toEqual([
    { from: "dev", to: "prod", hops: [1], verdict: "allowed", bow: -0.2 },
    { from: "prod", to: "prod", hops: [2, 3], verdict: "allowedIf", bow: 0 },
  ]);
  expect([...trail.nodes]).toEqual(["dev", "prod"]);
  expect(trail.missing).toBe(0);
});

test("a principal that is drawn itself stands before its account", () => {
  const role = aNode(aHop().to.id, { kind: "AWS::IAM::Role", account: "222222222222" });
  expect(trailOf(aPath(), aScene([dev, prod, role])).lines[0]?.to).toBe(role.id);
});

test("a service acts where the role is", () => {
  const service: TrustNode = { id: "lambda.amazonaws.com", name: "lambda", kind: "service", account: null, accountName: null, stage: null };
  expect(trailOf(aPath({ hops: [aHop({ from: service })] }), aScene([prod])).lines[0]).toMatchObject({ from: "prod", to: "prod" });
});

test("hops whose ends are not drawn are counted", () => {
  expect(trailOf(aPath(), aScene([dev]))).toMatchObject({ lines: [], missing: 1 });
  expect(trailOf(null, aScene([dev]))).toBe(noTrail);
});
