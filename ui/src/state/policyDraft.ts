// Texts of policies that were edited: they stay while the window is open, wherever one goes meanwhile.
import { useCallback, useState } from "react";
import type { Platform } from "../platform/platform";
import { usePlatform } from "../platform/context";
import { useSession } from "./session";

/** An edited text, and the one it was made of. */
export interface PolicyDraft {
  text: string;
  over: string | null;
}

const kept = new WeakMap<Platform, Map<string, PolicyDraft>>();

/** The edited text of a policy of the open cache, if any, and the way to keep another or none. */
export function usePolicyDraft(policy: string): [PolicyDraft | null, (draft: PolicyDraft | null) => void] {
  const platform = usePlatform();
  const { status } = useSession();
  const key = JSON.stringify([status?.cache?.path, policy]);
  const [shown, setShown] = useState(() => ({ key, draft: draftsOf(platform).get(key) ?? null }));
  const current = shown.key === key ? shown : { key, draft: draftsOf(platform).get(key) ?? null };
  if (current !== shown) setShown(current);
  const keep = useCallback(
    (draft: PolicyDraft | null) => {
      if (draft) draftsOf(platform).set(key, draft);
      else draftsOf(platform).delete(key);
      setShown({ key, draft });
    },
    [platform, key],
  );
  return [current.draft, keep];
}

function draftsOf(platform: Platform): Map<string, PolicyDraft> {
  const drafts = kept.get(platform) ?? new Map<string, PolicyDraft>();
  kept.set(platform, drafts);
  return drafts;
}
