// What was not read, and why.
import Alert from "@cloudscape-design/components/alert";
import type { CoverageRow } from "../platform/bindings";
import { statusWords } from "../state/words";

/** The units that were not read completely, as a warning. */
export function Gaps({ rows }: { rows: CoverageRow[] }) {
  return (
    <Alert type="warning" header="Not everything was read here">
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={`${row.account} ${row.region} ${row.service}`}>
            <strong>{row.service}</strong> in {row.region}: {statusWords(row.status).name.toLowerCase()}
            {row.gaps.map((gap, index) => (
              <div key={index} className="faint">
                {[gap.operation, gap.code, gap.message].filter(Boolean).join(" – ")}
              </div>
            ))}
          </li>
        ))}
      </ul>
      What is not listed there may exist all the same.
    </Alert>
  );
}
