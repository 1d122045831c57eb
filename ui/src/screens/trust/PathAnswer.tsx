// The answer to a question for paths: what was found, what is not known, the list, and the one that is looked at.
import Alert from "@cloudscape-design/components/alert";
import type { TrustPathsAnswer } from "../../platform/bindings";
import { Problem } from "../../parts/Problem";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { useRemembered } from "../../state/remembered";
import { noPathWords, unknownWords } from "../../state/trustWords";
import { count, counted } from "../../state/words";
import { Notes, NotKnown, UnknownList } from "./NotKnown";
import { PathDetail } from "./PathDetail";
import { PathList } from "./PathList";
import { Waiting } from "./Waiting";

const MOST_PATHS = 50;

/** Asks and shows. */
export function PathAnswer({ from, to, nearMisses }: { from: string; to: string; nearMisses: boolean }) {
  const asked = useRemembered(["paths", from, to, nearMisses], (platform) => platform.trustPaths(from, to, MOST_PATHS, nearMisses));
  if (asked.failure?.code === "notFound") {
    return (
      <div data-testid="trust-end-unknown">
        <Alert type="warning" header="One of the ends is not known">
          <Ticked text={asked.failure.message} />
        </Alert>
      </div>
    );
  }
  if (asked.failure) return <Problem failure={asked.failure} what="the paths" onRetry={asked.again} />;
  if (!asked.data) return <Waiting what="Looking for paths" />;
  return <Answered answer={asked.data} nearMisses={nearMisses} />;
}

function Answered({ answer, nearMisses }: { answer: TrustPathsAnswer; nearMisses: boolean }) {
  const { place } = useNavigation();
  const [kind, number] = place.trust.chosen.split("-");
  const path = kind === "path" ? answer.paths[Number(number)] : undefined;
  const miss = path ? undefined : kind === "miss" || answer.paths.length === 0 ? answer.nearMisses[kind === "miss" ? Number(number) : 0] : undefined;
  const looked = path ?? miss?.path ?? answer.paths[0];
  const chosen = path ? place.trust.chosen : miss ? `miss-${answer.nearMisses.indexOf(miss)}` : "path-0";
  return (
    <div className="answer" data-testid="trust-answer" data-paths={answer.paths.length} data-unknown={answer.unknown.length}>
      {answer.paths.length === 0 ? <NoPath answer={answer} /> : <Found answer={answer} />}
      {nearMisses && answer.nearMisses.length === 0 && <p className="faint">No near miss: nothing would be a path but for one thing.</p>}
      {looked && (
        <div className="two-panes">
          <PathList answer={answer} chosen={chosen} />
          <PathDetail key={chosen} path={looked} miss={miss} />
        </div>
      )}
      {(answer.paths.length > 0 || answer.unknown.length > 0) && <Notes notes={answer.notes} />}
    </div>
  );
}

function Found({ answer }: { answer: TrustPathsAnswer }) {
  const { from, to, reachingAccounts, reached, unknown } = answer;
  return (
    <>
      <h2 className="answer__title" aria-live="polite">
        {counted(answer.paths.length, "path")} from {from.label} to {to.label}
        <span className="faint answer__counts">
          {" "}
          from {counted(reachingAccounts, "account")} to {counted(reached, "principal")}
          {to.principals === null ? "" : ` of ${count(to.principals)}`}
        </span>
      </h2>
      <NotKnown unknown={unknown} effect={`There may be more paths: ${unknownWords(unknown)}.`} />
    </>
  );
}

function NoPath({ answer }: { answer: TrustPathsAnswer }) {
  const words = noPathWords(answer);
  return (
    <div data-testid="trust-no-path" data-known={words.known}>
      <Alert type={words.known ? "success" : "warning"} header={words.header}>
        <Ticked text={words.text} />
        {answer.unknown.length > 0 && <UnknownList unknown={answer.unknown} />}
      </Alert>
    </div>
  );
}
