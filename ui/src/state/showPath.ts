// Shows a trust path on the map: reveals the accounts of its hops, flies there, and has it drawn over the map.
import { useCallback } from "react";
import type { TrustHop, TrustPath } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { useNavigation } from "./navigation";
import { turnedTo, withOpen } from "./place";

/** The accounts that hops go through, in order. */
export function accountsOf(hops: readonly TrustHop[]): string[] {
  const accounts = hops.flatMap((hop) => [hop.from.account, hop.to.account]);
  return [...new Set(accounts.filter((one) => one !== null))];
}

/** Answers a function that shows a path on the trust view of the map. */
export function useShowPath(): (path: TrustPath) => Promise<void> {
  const platform = usePlatform();
  const { go } = useNavigation();
  return useCallback(
    async (path) => {
      const asked = accountsOf(path.hops).map((account) => platform.reveal("trust", `arn:aws:iam::${account}:root`).catch(() => [] as string[]));
      const open = (await Promise.all(asked)).flat();
      go(({ map }) => ({
        screen: "map",
        selection: [],
        aim: [],
        map: { ...withOpen(turnedTo(map, "trust"), open), camera: null, path },
      }));
    },
    [platform, go],
  );
}
