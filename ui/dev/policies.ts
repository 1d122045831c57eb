// The made-up organization's one SCP in the workbench: any text that is JSON is a change that opens and closes something.
import type { PolicyEdited, PolicyWord, ResourceRow } from "../src/platform/bindings";
import type { DevOrganization } from "./organization";

const ARN = "arn:aws:organizations::111111111111:policy/o-exampleorg1/service_control_policy/p-regions";
const original = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Sid: "OutsideRegions", Effect: "Deny", NotAction: ["iam:*", "sts:*"], Resource: "*", Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1"] } } }],
}, null, 2);

/** The SCP. */
export const devPolicyRow: ResourceRow = {
  arn: ARN, kind: "AWS::Organizations::Policy", name: "deny-outside-regions", account: "111111111111", accountName: "management", region: "global", stale: false, asOf: 2, asOfAt: 0, unread: [],
};

/** What a text would be in its place. */
export function devPolicy(org: DevOrganization, text: string | null): PolicyEdited {
  const said = text ?? original;
  const accounts = org.accounts.slice(1);
  const roles = accounts.map(({ id }) => `arn:aws:iam::${id}:role/DataScientist`);
  const told: PolicyEdited = {
    arn: ARN, name: devPolicyRow.name, place: "scp", original, unread: null, isChanged: said !== original, canBePlanned: true, errors: [], warnings: [], size: said.length, limit: 5120,
    accounts: accounts.slice(0, 20).map(({ id, name }) => ({ id, name, stage: name.endsWith("prod") ? "prod" : "dev" })), accountsTotal: accounts.length, actions: [], trust: [], notTold: [],
  };
  if (!told.isChanged) return told;
  try {
    JSON.parse(said);
  } catch {
    return { ...told, errors: [{ problem: "this is no JSON", path: "", line: said.split("\n").length, column: 1 }] };
  }
  const first = { principals: roles.slice(0, 20), total: roles.length };
  return {
    ...told,
    warnings: [{ problem: "no action is called `s3:GetObjekt`", path: "/Statement/0/NotAction/1", line: 7, column: 9 }],
    actions: [
      ...["s3:GetObject", "s3:PutObject", "s3:ListBucket"].map((action) => ({ turn: "loses" as const, action, ...first })),
      { turn: "gains", action: "sts:AssumeRole", principals: roles.slice(0, 2), total: 2 },
    ],
    trust: ["opens: 2 dev principals (fraud-dev/DataScientist, churn-dev/DataScientist) can reach Deploy of fraud-prod (prod)", "closes: 1 dev principal (fraud-dev/Builder) can no longer reach Deploy of fraud-prod (prod)"],
    notTold: ["who used these actions lately: that is not crawled"],
  };
}

/** A few words. */
export function devWords(text: string): PolicyWord[] {
  const all = ["s3:GetObject", "s3:PutObject", "sts:AssumeRole", "iam:PassRole", "aws:PrincipalOrgID", "aws:RequestTag/*"];
  return all.filter((word) => word.toLowerCase().includes(text.toLowerCase())).map((word) => ({ word, about: word.startsWith("s3:") ? "reads: object" : "" }));
}
