// What must hold, in words; alternatives one below the other.
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import type { TrustCondition } from "../../platform/bindings";
import { Ticked } from "../../parts/Ticked";
import { conditionAsWritten, conditionLines } from "../../state/trustWords";
import { count } from "../../state/words";

const FIRST_LINES = 3;

interface ConditionsProps {
  of: readonly (readonly TrustCondition[])[];
  /** Also as it stands in a policy. */
  asWritten?: boolean;
}

/** The words; nothing where nothing must hold. */
export function Conditions({ of, asWritten = false }: ConditionsProps) {
  const [all, setAll] = useState(false);
  const lines = conditionLines(of);
  if (lines.length === 0) return null;
  const shown = all ? lines : lines.slice(0, FIRST_LINES);
  const written = asWritten ? [...new Set(of.flat().map(conditionAsWritten))] : [];
  return (
    <div className="conditions">
      {shown.map((line, index) => (
        <div key={line} className="conditions__line">
          {index > 0 && <span className="faint">or </span>}
          <Ticked text={line} />
        </div>
      ))}
      {lines.length > shown.length && (
        <Button variant="inline-link" formAction="none" onClick={() => setAll(true)}>
          {count(lines.length - shown.length)} more ways
        </Button>
      )}
      {written.map((line) => (
        <code key={line} className="conditions__written">
          {line}
        </code>
      ))}
    </div>
  );
}
