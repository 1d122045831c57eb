// The ways into a change: from the matrix, the map, tables and panels. Each puts together what is asked for; nothing happens before its plan is confirmed.
import { useMemo } from "react";
import type { MatrixColumn } from "../platform/bindings";
import { sharing, type Change, type Named } from "./change";
import { useNavigation } from "./navigation";

/** The ways. */
export interface Intents {
  /** Share a portfolio, or one that is still to be chosen. */
  share: (portfolio: Pick<MatrixColumn, "id" | "name" | "arn" | "region"> | null, recipients: readonly Named[]) => void;
  /** Let somebody launch from a portfolio that is shared. */
  principals: (portfolio: Pick<MatrixColumn, "id" | "name" | "arn" | "region">, recipient: Named) => void;
  move: (accounts: readonly Named[], to: Named | null) => void;
  tag: (accounts: readonly Named[]) => void;
  /** Look at a policy in the workbench, and edit it: an SCP, RCP or managed policy, or the role whose trust policy it is. */
  editPolicy: (arn: string) => void;
}

/** Goes where the change is put together. */
export function useIntents(): Intents {
  const { go } = useNavigation();
  return useMemo(() => {
    const put = (change: Change) => go({ screen: "change", change, selection: [] });
    const chosen = ({ id, name, arn, region }: Pick<MatrixColumn, "id" | "name" | "arn" | "region">) => ({ id, name, arn, region });
    return {
      share: (portfolio, recipients) => put(sharing(portfolio && chosen(portfolio), recipients)),
      principals: (portfolio, recipient) => put(sharing(chosen(portfolio), [recipient], true)),
      move: (accounts, to) => put({ kind: "move", accounts, to, isWhole: to !== null }),
      tag: (accounts) => put({ kind: "tag", accounts, set: [{ key: "", value: "" }], remove: [] }),
      editPolicy: (arn) => go({ screen: "workbench", policy: arn, selection: [] }),
    };
  }, [go]);
}
