// Search as you type over every name, id and ARN. `/` comes here from anywhere; Enter flies to the hit.
import Input, { type InputProps } from "@cloudscape-design/components/input";
import { useCallback, useEffect, useId, useRef, useState } from "react";
import type { SearchAnswer, SearchHit } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import { useReveal } from "../state/reveal";
import { count } from "../state/words";
import { KindIcon } from "./KindIcon";
import { isTyping } from "./keys";
import { searchKey } from "./searchKeys";

const DEBOUNCE = 25;
const MOST_HITS = 12;

/** The search field and what it found. */
export function SearchBox() {
  const platform = usePlatform();
  const reveal = useReveal();
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState<SearchAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const input = useRef<InputProps.Ref>(null);
  const listId = useId();

  useEffect(() => {
    if (text.trim() === "") return;
    let stale = false;
    const timer = window.setTimeout(() => {
      platform.search(text.trim(), MOST_HITS).then(
        (found) => {
          if (stale) return;
          setAnswer(found);
          setProblem(null);
          setActive(0);
        },
        (reason: unknown) => {
          if (!stale) setProblem(asFailure(reason).message);
        },
      );
    }, DEBOUNCE);
    return () => {
      stale = true;
      window.clearTimeout(timer);
    };
  }, [platform, text]);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  const hits = answer?.hits ?? [];
  const pick = useCallback(
    (hit: SearchHit) => {
      setOpen(false);
      (document.activeElement as HTMLElement | null)?.blur();
      void reveal([hit.arn]);
    },
    [reveal],
  );

  const onKeyDown: InputProps["onKeyDown"] = (event) => {
    const next = searchKey(event.detail.key, { active, count: hits.length });
    if (next === null) return;
    event.preventDefault();
    if (next === "close") {
      setOpen(false);
      (document.activeElement as HTMLElement | null)?.blur();
    } else if (next === "pick") {
      const hit = hits[active];
      if (hit) pick(hit);
    } else setActive(next);
  };

  const shown = open && text.trim() !== "" && (answer !== null || problem !== null);
  return (
    <div className="search" role="search" onFocus={() => setOpen(true)} onBlur={() => setOpen(false)}>
      <Input
        ref={input}
        type="search"
        value={text}
        placeholder="Search names, ids and ARNs  ( / )"
        ariaLabel="Search names, ids and ARNs"
        onChange={(event) => {
          setText(event.detail.value);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        nativeInputAttributes={{
          "data-testid": "search",
          role: "combobox",
          "aria-expanded": shown,
          "aria-controls": listId,
          "aria-autocomplete": "list",
          "aria-activedescendant": shown && hits.length > 0 ? `${listId}-${active}` : undefined,
        }}
      />
      {shown && (
        <div className="search__list" onMouseDown={(event) => event.preventDefault()}>
          <ul role="listbox" id={listId} aria-label="Hits">
            {hits.map((hit, index) => (
              <Hit key={hit.arn} id={`${listId}-${index}`} hit={hit} active={index === active} onPick={pick} />
            ))}
          </ul>
          <SearchFoot answer={answer} problem={problem} />
        </div>
      )}
    </div>
  );
}

function Hit(props: { id: string; hit: SearchHit; active: boolean; onPick: (hit: SearchHit) => void }) {
  const { hit } = props;
  const where = [hit.plain, hit.accountName || hit.account, hit.region === "global" ? "" : hit.region].filter(Boolean);
  return (
    <li
      id={props.id}
      role="option"
      aria-selected={props.active}
      data-testid="search-hit"
      data-arn={hit.arn}
      className={props.active ? "search__hit search__hit--active" : "search__hit"}
      onClick={() => props.onPick(hit)}
    >
      <KindIcon kind={hit.kind} size={18} />
      <span className="search__name">{hit.name || hit.arn}</span>
      <span className="search__where">{where.join(" · ")}</span>
      <span className="search__arn">{hit.arn}</span>
    </li>
  );
}

function SearchFoot({ answer, problem }: { answer: SearchAnswer | null; problem: string | null }) {
  if (problem !== null) return <div className="search__foot">{problem}</div>;
  if (!answer) return null;
  const found =
    answer.total === 0
      ? "Nothing in the cache has this in its name, id or ARN."
      : answer.total > answer.hits.length
        ? `The best ${answer.hits.length} of ${count(answer.total)}. Type more to narrow it down.`
        : null;
  const indexing = answer.indexing ? "Accounts, OUs and portfolios are searched; other resources follow in a moment." : null;
  const lines = [found, indexing].filter((line) => line !== null);
  return lines.length === 0 ? null : (
    <div className="search__foot" role="status">
      {lines.join(" ")}
    </div>
  );
}
