// A verdict as a line, drawn as the map draws it, and a word: solid allowed, dashed allowed if, dotted unknown, cut where it is stopped.
import type { TrustVerdict } from "../../platform/bindings";
import { verdictWords } from "../../state/trustWords";

/** The line and the word. */
export function Verdict({ verdict }: { verdict: TrustVerdict }) {
  const { name, meaning } = verdictWords[verdict];
  return (
    <span className={`verdict verdict--${verdict}`} title={meaning}>
      <VerdictLine verdict={verdict} /> {name}
    </span>
  );
}

/** The line alone. */
export function VerdictLine({ verdict }: { verdict: TrustVerdict }) {
  const cut = verdict === "denied";
  return (
    <svg className="verdict__line" width="30" height="12" viewBox="0 0 30 12" aria-hidden="true" focusable="false">
      <path d={cut ? "M1 6h14" : "M1 6h21"} strokeDasharray={verdict === "allowedIf" ? "5 3" : verdict === "unknown" ? "1.5 3" : undefined} />
      {cut ? <path d="M16 1v10" className="verdict__bar" /> : <path d="M22 2l7 4-7 4z" className="verdict__head" />}
      {cut && <path d="M19 6h10" strokeDasharray="2 3" opacity="0.5" />}
    </svg>
  );
}
