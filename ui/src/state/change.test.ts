import { expect, test } from "vitest";
import { accountIn, intentOf, nodeIn, sharing, type ShareChange } from "./change";

const portfolio = { id: "port-1", name: "Model building", arn: "arn:aws:catalog:eu-west-1:1:portfolio/port-1", region: "eu-west-1" };
const dev = { id: "ou-dev", name: "Dev" };
const account = { id: "000000000002", name: "fraud-dev" };
const accountsOf = (id: string) => (id === "ou-dev" ? ["000000000002", "000000000003"] : []);

test("a share says no more than was said", () => {
  expect(intentOf(sharing(portfolio, [dev]), accountsOf)).toEqual({ kind: "share", portfolio: "port-1", with: "ou-dev" });
  const along: ShareChange = { ...sharing(portfolio, [dev]), principalNames: "yes", tagOptions: "no" };
  expect(intentOf(along, accountsOf)).toEqual({ kind: "share", portfolio: "port-1", with: "ou-dev", sharePrincipals: true, shareTagOptions: false });
});

test("principals are associated in every account of the recipients, once", () => {
  const change: ShareChange = { ...sharing(portfolio, [dev, account]), principals: ["arn:aws:iam:::role/Lead"] };
  const intent = intentOf(change, accountsOf);
  if (intent?.kind !== "together") throw new Error("several");
  expect(intent.intents.map(({ kind }) => kind)).toEqual(["share", "share", "principal", "principal"]);
  expect(intentOf({ ...change, isShared: true }, accountsOf)).toMatchObject({ kind: "together", intents: [{ account: "000000000002" }, { account: "000000000003" }] });
});

test("nothing is asked for while something is lacking", () => {
  expect(intentOf(sharing(null, [dev]), accountsOf)).toBeNull();
  expect(intentOf(sharing(portfolio, []), accountsOf)).toBeNull();
  expect(intentOf({ kind: "move", accounts: [account], to: null, isWhole: false }, accountsOf)).toBeNull();
  expect(intentOf({ kind: "tag", accounts: [account], set: [{ key: " ", value: "x" }], remove: [""] }, accountsOf)).toBeNull();
});

test("several accounts are moved and tagged together", () => {
  const other = { id: "000000000003", name: "churn-dev" };
  expect(intentOf({ kind: "move", accounts: [account, other], to: dev, isWhole: true }, accountsOf)).toEqual({
    kind: "together",
    intents: [{ kind: "move", account: account.id, to: "ou-dev" }, { kind: "move", account: other.id, to: "ou-dev" }],
  });
  expect(intentOf({ kind: "tag", accounts: [account], set: [{ key: "owner", value: "me" }], remove: ["owner", "old"] }, accountsOf)).toEqual({
    kind: "tag", account: account.id, set: { owner: "me" }, remove: ["old"],
  });
});

test("ARNs tell accounts and OUs", () => {
  expect(accountIn("arn:aws:organizations::1:account/o-a/000000000002")).toBe("000000000002");
  expect(accountIn("arn:aws:organizations::1:ou/o-a/ou-dev")).toBeNull();
  expect(nodeIn("arn:aws:organizations::1:ou/o-a/ou-ab12-cdef")).toBe("ou-ab12-cdef");
  expect(nodeIn("arn:aws:organizations::1:root/o-a/r-ab12")).toBe("r-ab12");
  expect(nodeIn("bundle:x")).toBeNull();
});
