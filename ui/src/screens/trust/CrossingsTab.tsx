// Which stages reach which: one row for each stage one starts in, one column for each stage one comes to.
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Stage, TrustCell, TrustMatrixAnswer, TrustVerdict } from "../../platform/bindings";
import { Problem } from "../../parts/Problem";
import { useNavigation } from "../../state/navigation";
import { useRemembered } from "../../state/remembered";
import { namedEnd, pathsPlace } from "../../state/trustPlace";
import { outermostFirst, stageName, verdictWords } from "../../state/trustWords";
import { count, counted } from "../../state/words";
import { Verdict, VerdictLine } from "./Verdict";
import { Waiting } from "./Waiting";
import { StageMark } from "./Who";

/** The tab. */
export function CrossingsTab() {
  const asked = useRemembered(["matrix"], (platform) => platform.trustMatrix());
  if (asked.failure) return <Problem failure={asked.failure} what="the stage crossings" onRetry={asked.again} />;
  if (!asked.data) return <Waiting what="Counting the crossings" />;
  const { principals, unread } = asked.data;
  return (
    <div className="trust__tab">
      <div>
        <h2>Who crosses from stage to stage</h2>
        <p className="crossings__about">
          Single hops between {counted(principals, "principal")}, from the row’s stage to the column’s, the outermost stage first. Crossings inward are coloured. A cell opens its paths, also those of several hops.
        </p>
        {unread > 0 && (
          <p className="crossings__about">
            <StatusIndicator type="warning">
              {counted(unread, "account")} {unread === 1 ? "was" : "were"} not read: a cell with a question mark may hold more than it counts.
            </StatusIndicator>
          </p>
        )}
        <p className="crossings__about crossings__key">
          {parts.map(({ verdict }) => (
            <Verdict key={verdict} verdict={verdict} />
          ))}
        </p>
      </div>
      <Matrix matrix={asked.data} />
    </div>
  );
}

function Matrix({ matrix }: { matrix: TrustMatrixAnswer }) {
  const stages = outermostFirst(matrix.stages);
  return (
    <div className="matrix-frame">
      <table className="matrix" data-testid="trust-matrix" aria-label="Stage crossings">
        <thead>
          <tr>
            <th scope="col" className="faint">
              from ↓ to →
            </th>
            {stages.map((stage) => (
              <th key={stage} scope="col">
                <StageMark stage={stage} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stages.map((from, row) => (
            <tr key={from}>
              <th scope="row">
                <StageMark stage={from} />
              </th>
              {stages.map((to, column) => (
                <td key={to}>
                  <Cell from={from} to={to} inward={column > row} cell={matrix.cells.find((one) => one.from === from && one.to === to)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const parts: { verdict: TrustVerdict; of: (cell: TrustCell) => number }[] = [
  { verdict: "allowed", of: (cell) => cell.allowed },
  { verdict: "allowedIf", of: (cell) => cell.allowedIf },
  { verdict: "unknown", of: (cell) => cell.unknown },
];

function Cell({ from, to, inward, cell }: { from: Stage; to: Stage; inward: boolean; cell: TrustCell | undefined }) {
  const { place, go } = useNavigation();
  const counts = parts.flatMap(({ verdict, of }) => (cell && of(cell) > 0 ? [{ verdict, many: of(cell) }] : []));
  const look = from === to ? "cell--quiet" : counts.length === 0 ? "cell--empty" : inward ? "cell--inward" : "";
  const words = counts.map(({ verdict, many }) => `${count(many)} ${verdictWords[verdict].name.toLowerCase()}`).join(", ") || (cell ? "no single hop known" : "no single hop");
  const untold = cell && cell.unread > 0 ? `; ${counted(cell.unread, "account")} that ${cell.unread === 1 ? "was" : "were"} not read may hold more` : "";
  const open = () => go({ trust: pathsPlace(place.trust, namedEnd(`stage:${from}`, stageName(from)), namedEnd(`stage:${to}`, stageName(to))) });
  return (
    <button
      type="button"
      className={`cell ${look}`}
      data-testid="trust-cell"
      data-from={from}
      data-to={to}
      data-unread={cell?.unread ?? 0}
      aria-label={`${stageName(from)} to ${stageName(to)}: ${words}${untold}`}
      title={`${stageName(from)} to ${stageName(to)}: ${words}${untold}`}
      onClick={open}
    >
      {counts.length === 0 && untold === "" && <span aria-hidden="true">–</span>}
      {untold !== "" && <span className="cell__untold" aria-hidden="true">?</span>}
      {counts.map(({ verdict, many }) => (
        <span key={verdict} className={`verdict verdict--${verdict}`}>
          <VerdictLine verdict={verdict} />
          <span className="cell__count">{count(many)}</span>
        </span>
      ))}
    </button>
  );
}
