// The answer to a question for paths: what was found, what is not known, the list, and the one that is looked at.
import Alert from "@cloudscape-design/components/alert";
import { useState } from "react";
import type { TrustPath, TrustPathsAnswer } from "../../platform/bindings";
import { Problem } from "../../parts/Problem";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { noPathWords, unknownWords } from "../../state/trustWords";
import { count, counted } from "../../state/words";
import { Notes, NotKnown, UnknownList } from "./NotKnown";
import { PathDetail } from "./PathDetail";
import { PathList } from "./PathList";
import { memberOf, pageOf, rowOf, useMembers, usePaths, type Question } from "./paths";
import { Waiting } from "./Waiting";

/** Asks and shows. */
export function PathAnswer({ from, to, nearMisses }: Question) {
  const { place, amend } = useNavigation();
  const [page, setPage] = useState(() => pageOf(rowOf(place.trust.chosen)));
  const question = { from, to, nearMisses };
  const asked = usePaths(question, page);
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
  const turn = (to: number) => {
    setPage(to);
    amend(({ trust }) => ({ trust: { ...trust, chosen: "", hop: null } }));
  };
  return <Answered question={question} answer={asked.data} onPage={turn} />;
}

function Answered({ question, answer, onPage }: { question: Question; answer: TrustPathsAnswer; onPage: (page: number) => void }) {
  const { place } = useNavigation();
  const { chosen } = place.trust;
  const row = answer.paths[rowOf(chosen) - answer.offset];
  const missed = chosen.startsWith("miss-") || answer.paths.length === 0;
  const miss = row || !missed ? undefined : answer.nearMisses[chosen.startsWith("miss-") ? Number(chosen.slice(5)) : 0];
  const looked = row ?? miss?.path ?? answer.paths[0];
  const shown = row ? chosen : miss ? `miss-${answer.nearMisses.indexOf(miss)}` : `path-${answer.offset}`;
  return (
    <div className="answer" data-testid="trust-answer" data-answer={answer.answer} data-paths={answer.pathsTotal} data-unknown={answer.unknown.length}>
      {answer.pathsTotal === 0 ? <NoPath answer={answer} /> : <Found answer={answer} />}
      {question.nearMisses && answer.nearMisses.length === 0 && <p className="faint">No near miss: nothing would be a path but for one thing.</p>}
      {looked && (
        <div className="two-panes">
          <PathList question={question} answer={answer} chosen={shown} onPage={onPage} />
          {row && memberOf(chosen) !== null ? (
            <MemberDetail key={shown} question={question} row={row} member={memberOf(chosen) ?? 0} />
          ) : (
            <PathDetail key={shown} path={looked} miss={miss} />
          )}
        </div>
      )}
      <Notes notes={answer.notes} />
    </div>
  );
}

/** One of the paths that a row stands for. */
function MemberDetail({ question, row, member }: { question: Question; row: TrustPath; member: number }) {
  const { data } = useMembers(question, row.pattern, pageOf(member));
  const path = data?.paths[member - data.offset];
  return path ? <PathDetail path={path} /> : <Waiting what="Looking for the path" />;
}

function Found({ answer }: { answer: TrustPathsAnswer }) {
  const { from, to, reachingAccounts, reached, unknown } = answer;
  const words = noPathWords(answer);
  return (
    <>
      <h2 className="answer__title" aria-live="polite">
        {counted(answer.pathsTotal, answer.answer === "found" ? "path" : "possible path")} from {from.label} to {to.label}
        <span className="faint answer__counts">
          {" "}
          of {counted(answer.patterns, "pattern")}, from {counted(reachingAccounts, "account")} to {counted(reached, "principal")}
          {to.principals === null ? "" : ` of ${count(to.principals)}`}
        </span>
      </h2>
      {answer.answer === "found" ? (
        <NotKnown unknown={unknown} effect={`There may be more paths: ${unknownWords(unknown)}.`} />
      ) : (
        <NotKnown unknown={unknown} effect={`Whether there is a path is not known: ${words.text}`} />
      )}
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
