// The paths and the near misses to choose from: one row for each pattern, which opens to the paths it stands for.
import Pagination from "@cloudscape-design/components/pagination";
import { useState, type KeyboardEvent } from "react";
import type { TrustNearMiss, TrustPath, TrustPathsAnswer } from "../../platform/bindings";
import { Problem } from "../../parts/Problem";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { stopWords } from "../../state/trustWords";
import { count, counted } from "../../state/words";
import { Conditions } from "./Conditions";
import { memberOf, pageOf, pagesOf, rowOf, useMembers, type Question } from "./paths";
import { Verdict } from "./Verdict";
import { Waiting } from "./Waiting";
import { Where } from "./Who";

interface ListProps {
  question: Question;
  answer: TrustPathsAnswer;
  chosen: string;
  onPage: (page: number) => void;
}

/** Both lists. Arrow keys go through them. */
export function PathList({ question, answer, chosen, onPage }: ListProps) {
  const { paths, nearMisses, offset, total } = answer;
  return (
    <div className="path-list" onKeyDown={goOn}>
      {paths.length > 0 && (
        <ol className="plain-list" aria-label="Paths" start={offset + 1}>
          {paths.map((path, index) => (
            <Row key={path.pattern} question={question} id={`path-${offset + index}`} path={path} chosen={chosen} />
          ))}
        </ol>
      )}
      <Pages what="patterns" offset={offset} shown={paths.length} total={total} onPage={onPage} />
      {nearMisses.length > 0 && (
        <>
          <h3 className="path-list__title">
            Near misses: paths but for one thing ({answer.moreNearMisses ? "the first " : ""}
            {count(nearMisses.length)})
          </h3>
          <ol className="plain-list" aria-label="Near misses">
            {nearMisses.map((miss, index) => (
              <li key={index}>
                <Item id={`miss-${index}`} path={miss.path} miss={miss} chosen={chosen} />
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** Which rows of all are shown, and the way to the others. Nothing where they are all there. */
function Pages({ what, offset, shown, total, onPage }: { what: string; offset: number; shown: number; total: number; onPage: (page: number) => void }) {
  if (shown === total) return null;
  return (
    <div className="path-list__pages" data-testid="trust-pages">
      <span className="faint">
        {count(offset + 1)} to {count(offset + shown)} of {count(total)} {what}
      </span>
      <Pagination
        currentPageIndex={pageOf(offset) + 1}
        pagesCount={pagesOf(total)}
        onChange={({ detail }) => onPage(detail.currentPageIndex - 1)}
        ariaLabels={{ nextPageLabel: "Next page", previousPageLabel: "Previous page", pageLabel: (page) => `Page ${count(page)}` }}
      />
    </div>
  );
}

/** A pattern by its best path; the others open below it. */
function Row({ question, id, path, chosen }: { question: Question; id: string; path: TrustPath; chosen: string }) {
  const isChosen = rowOf(chosen) === rowOf(id);
  const [open, setOpen] = useState(isChosen && memberOf(chosen) !== null);
  return (
    <li>
      <Item id={id} path={path} chosen={chosen} />
      {path.standsFor > 1 && (
        <button type="button" className="link-button path-item__more" data-testid="trust-pattern" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Fold" : "Show"} the {counted(path.standsFor, "path")} of this pattern
        </button>
      )}
      {open && <Members question={question} id={id} pattern={path.pattern} chosen={chosen} />}
    </li>
  );
}

function Members({ question, id, pattern, chosen }: { question: Question; id: string; pattern: string; chosen: string }) {
  const [page, setPage] = useState(() => pageOf(memberOf(chosen) ?? 0));
  const asked = useMembers(question, pattern, page);
  if (asked.failure) return <Problem failure={asked.failure} what="the paths" onRetry={asked.again} />;
  if (!asked.data) return <Waiting what="Looking for paths" />;
  const { paths, offset, total } = asked.data;
  return (
    <>
      <ol className="plain-list path-list__members" aria-label="Paths of this pattern" start={offset + 1}>
        {paths.map((path, index) => (
          <li key={index}>
            <Item id={`${id}.${offset + index}`} path={path} chosen={chosen} member />
          </li>
        ))}
      </ol>
      <Pages what="paths" offset={offset} shown={paths.length} total={total} onPage={setPage} />
    </>
  );
}

interface ItemProps {
  id: string;
  path: TrustPath;
  miss?: TrustNearMiss;
  chosen: string;
  member?: boolean;
}

function Item({ id, path, miss, chosen, member = false }: ItemProps) {
  const { amend } = useNavigation();
  const first = path.hops[0];
  const last = path.hops.at(-1);
  if (!first || !last) return null;
  const choose = () => amend(({ trust }) => ({ trust: { ...trust, chosen: id, hop: null } }));
  return (
    <button
      type="button"
      className={id === chosen ? "path-item path-item--chosen" : "path-item"}
      data-testid={miss ? "trust-near-miss" : member ? "trust-member" : "trust-path"}
      data-verdict={path.verdict}
      aria-current={id === chosen}
      onClick={choose}
    >
      <span className="path-item__head">
        <Verdict verdict={miss ? "denied" : path.verdict} />
        <span className="faint">
          {counted(path.hops.length, "hop")}
          {path.declared ? ", declared" : ""}
          {path.standsFor > 1 && !member ? `, stands for ${count(path.standsFor - 1)} like it` : ""}
        </span>
      </span>
      <span className="path-item__ends">
        <span className="path-item__end">{first.from.name}</span> <Where node={first.from} />
        <br />→ <span className="path-item__end">{last.to.name}</span> <Where node={last.to} />
      </span>
      {miss ? (
        <span className="path-item__stop">
          <strong>Stopped by {stopWords(miss.layer)}:</strong> <Ticked text={miss.stoppedBy} />
        </span>
      ) : (
        <Conditions of={path.conditions} />
      )}
    </button>
  );
}

/** Up and down go through the buttons of the lists. */
function goOn(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(".path-item")];
  const at = items.findIndex((item) => item === document.activeElement);
  const next = items[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
