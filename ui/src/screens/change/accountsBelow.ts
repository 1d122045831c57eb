// The accounts of the OUs that a portfolio is shared with: those in which principals are associated.
import { useCallback } from "react";
import type { MatrixRequest } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import type { Platform } from "../../platform/platform";
import { useAsked, type Asked } from "../../state/asked";
import { isAccount, type Change } from "../../state/change";
import { matrixRequest, wholeMatrix } from "../../state/matrixPlace";
import { accountStates } from "../portfolios/matrixWords";

/** Accounts by recipient. */
export type AccountsBelow = ReadonlyMap<string, readonly string[]>;

/** Accounts that are asked for at once. */
const PAGE = 2_000;

/** The accounts of each recipient that is none itself; those that own the portfolio are not among them. */
export function useAccountsBelow(change: Change): Asked<AccountsBelow> {
  const platform = usePlatform();
  const isAsked = change.kind === "share" && change.principals.length > 0;
  const recipients = isAsked ? change.recipients.map(({ id }) => id).filter((id) => !isAccount(id)) : [];
  const portfolio = isAsked ? (change.portfolio?.arn ?? "") : "";
  const key = JSON.stringify([portfolio, recipients]);
  return useAsked(
    useCallback(async () => {
      const [arn, ids] = JSON.parse(key) as [string, string[]];
      const below = new Map<string, readonly string[]>();
      for (const id of ids) below.set(id, await accountsOf(platform, id, arn));
      return below;
    }, [platform, key]),
  );
}

async function accountsOf(platform: Platform, recipient: string, portfolio: string): Promise<readonly string[]> {
  const asked: MatrixRequest = {
    ...matrixRequest(wholeMatrix),
    ous: recipient === "organization" ? [] : [recipient],
    portfolios: [portfolio],
    states: accountStates.filter((state) => state !== "own"),
    limit: PAGE,
  };
  const accounts: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const { rows, total } = await platform.portfolioMatrix({ ...asked, offset });
    accounts.push(...rows.filter((row) => row.kind === "account").map((row) => row.short));
    if (rows.length === 0 || offset + rows.length >= total) return accounts;
  }
}
