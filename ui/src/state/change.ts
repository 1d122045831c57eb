// What somebody is about to ask for, before it is a plan: which portfolio with whom, which accounts where. Pure.
import type { Intent } from "../platform/bindings";

/** Something that has an id and a name. */
export interface Named {
  id: string;
  name: string;
}

/** A portfolio, as one is told which it is. */
export interface ChosenPortfolio extends Named {
  arn: string;
  region: string;
}

/** Whether something is shared along: as it is (a new share does not), or said. */
export type Along = "as-is" | "yes" | "no";

/** A portfolio to be shared, and who is to launch from it. */
export interface ShareChange {
  kind: "share";
  portfolio: ChosenPortfolio | null;
  recipients: readonly Named[];
  /** Only principals are associated: the share is there. */
  isShared: boolean;
  principalNames: Along;
  tagOptions: Along;
  /** Principals to associate in the recipients, as ARNs or patterns. */
  principals: readonly string[];
}

/** Accounts to be moved. */
export interface MoveChange {
  kind: "move";
  accounts: readonly Named[];
  to: Named | null;
  /** All was said where it began: the plan is made at once. */
  isWhole: boolean;
}

/** Accounts to be tagged. */
export interface TagChange {
  kind: "tag";
  accounts: readonly Named[];
  set: readonly { key: string; value: string }[];
  remove: readonly string[];
}

/** What is being put together. */
export type Change = ShareChange | MoveChange | TagChange;

/** A share of a portfolio with some recipients, nothing said beyond that. */
export function sharing(portfolio: ChosenPortfolio | null, recipients: readonly Named[], isShared = false): ShareChange {
  return { kind: "share", portfolio, recipients, isShared, principalNames: "as-is", tagOptions: "as-is", principals: [] };
}

/** What is asked for; `null` while something is lacking. `accountsOf` gives the accounts of an OU or of the organization. */
export function intentOf(change: Change, accountsOf: (recipient: string) => readonly string[]): Intent | null {
  const intents = intentsOf(change, accountsOf);
  const [only] = intents;
  if (!only) return null;
  return intents.length === 1 ? only : { kind: "together", intents };
}

function intentsOf(change: Change, accountsOf: (recipient: string) => readonly string[]): Intent[] {
  switch (change.kind) {
    case "move": {
      const { to } = change;
      return to ? change.accounts.map(({ id }): Intent => ({ kind: "move", account: id, to: to.id })) : [];
    }
    case "tag": {
      const set = Object.fromEntries(change.set.filter(({ key }) => key.trim() !== "").map(({ key, value }) => [key.trim(), value]));
      const remove = change.remove.filter((key) => key.trim() !== "" && !(key.trim() in set)).map((key) => key.trim());
      if (Object.keys(set).length === 0 && remove.length === 0) return [];
      return change.accounts.map(({ id }): Intent => ({ kind: "tag", account: id, set, remove }));
    }
    case "share": {
      const { portfolio, recipients, principals } = change;
      if (!portfolio || recipients.length === 0) return [];
      const shares = change.isShared ? [] : recipients.map(({ id }) => shareWith(portfolio.id, id, change));
      const accounts = [...new Set(recipients.flatMap(({ id }) => (isAccount(id) ? [id] : accountsOf(id))))];
      const associations = accounts.flatMap((account) =>
        principals.map((principal): Intent => ({ kind: "principal", portfolio: portfolio.id, account, principal, associate: true })),
      );
      return [...shares, ...associations];
    }
  }
}

function shareWith(portfolio: string, recipient: string, { principalNames, tagOptions }: ShareChange): Intent {
  return {
    kind: "share",
    portfolio,
    with: recipient,
    ...(principalNames === "as-is" ? {} : { sharePrincipals: principalNames === "yes" }),
    ...(tagOptions === "as-is" ? {} : { shareTagOptions: tagOptions === "yes" }),
  };
}

/** Whether an id is that of an account. */
export function isAccount(id: string): boolean {
  return /^\d{12}$/.test(id);
}

/** The account that an ARN of an account is of; `null` for anything else. */
export function accountIn(arn: string): string | null {
  return /:account\/o-[^/]+\/(\d{12})$/.exec(arn)?.[1] ?? null;
}

/** The OU or root that an ARN is of; `null` for anything else. */
export function nodeIn(arn: string): string | null {
  return /:(?:ou|root)\/o-[^/]+\/((?:ou|r)-[\w-]+)$/.exec(arn)?.[1] ?? null;
}

/** What is being put together, as a title. */
export function changeTitle(change: Change): string {
  switch (change.kind) {
    case "move": return "Move accounts";
    case "tag": return "Tag accounts";
    case "share": return change.isShared ? "Let somebody launch" : "Share a portfolio";
  }
}
