// How many accounts are in which state, as a bar whose parts differ by pattern as well as colour.
import type { CellCounts } from "../../platform/bindings";
import { accountStates, inState } from "./matrixWords";

/** The bar; what it says stands beside it in words. */
export function Bar({ counts }: { counts: CellCounts }) {
  const parts = accountStates.filter((state) => state !== "own" && inState(counts, state) > 0);
  return (
    <span className="matrix-bar" aria-hidden="true">
      {parts.map((state) => (
        <span key={state} className={`matrix-bar__part matrix-bar__part--${state}`} style={{ flexGrow: inState(counts, state) }} />
      ))}
    </span>
  );
}
