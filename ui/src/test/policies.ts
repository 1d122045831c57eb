// Policies in the workbench, for tests. Each takes what should be different.
import type { PolicyEdited } from "../platform/bindings";

/** The ARN of an SCP. */
export const SCP = "arn:aws:organizations::111111111111:policy/o-1/service_control_policy/p-regions";

/** What the SCP says. */
export const scpText = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "Regions", Effect: "Deny", Action: "ec2:*", Resource: "*" }] }, null, 2);

/** The SCP as it is, or a text in its place. */
export function anEditedPolicy(more: Partial<PolicyEdited> = {}): PolicyEdited {
  return {
    arn: SCP, name: "deny-regions", place: "scp", original: scpText, unread: null, isChanged: false, canBePlanned: true, errors: [], warnings: [],
    size: 160, limit: 5120, accounts: [{ id: "000000000002", name: "fraud-dev", stage: "dev" }], accountsTotal: 1, actions: [], trust: [], notTold: [], ...more,
  };
}
