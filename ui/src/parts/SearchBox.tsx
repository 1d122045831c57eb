// Search as you type over every name, id and ARN. `/` comes here from anywhere; Enter flies to the hit.
import Icon from "@cloudscape-design/components/icon";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import { useCallback, useEffect, useId, useRef, useState } from "react";
import type { SearchAnswer, SearchHit } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import { useNavigation } from "../state/navigation";
import { allResources } from "../state/place";
import { recentSearches, remember } from "../state/recent";
import { useReveal } from "../state/reveal";
import { count } from "../state/words";
import { KindIcon } from "./KindIcon";
import { isTyping } from "./keys";
import { Marked } from "./Marked";
import { wordsOf } from "./searchWords";
import { searchKey } from "./searchKeys";

const DEBOUNCE = 25;
const MOST_HITS = 12;

/** The search field and what it found. */
export function SearchBox() {
  const platform = usePlatform();
  const reveal = useReveal();
  const { go } = useNavigation();
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
  const lately = text.trim() === "" ? recentSearches() : [];
  const leave = useCallback(() => {
    remember(text);
    setOpen(false);
    (document.activeElement as HTMLElement | null)?.blur();
  }, [text]);
  const pick = useCallback(
    (hit: SearchHit) => {
      leave();
      void reveal([hit.arn]);
    },
    [leave, reveal],
  );
  const showAll = () => {
    leave();
    go({ screen: "resources", resources: { ...allResources, text: text.trim() } });
  };
  const again = (search: string) => {
    setText(search);
    setActive(0);
  };

  const onKeyDown: InputProps["onKeyDown"] = (event) => {
    const next = searchKey(event.detail.key, { active, count: lately.length || hits.length });
    if (next === null) return;
    event.preventDefault();
    if (next === "close") {
      setOpen(false);
      (document.activeElement as HTMLElement | null)?.blur();
    } else if (next === "pick") {
      const [search, hit] = [lately[active], hits[active]];
      if (search !== undefined) again(search);
      else if (hit) pick(hit);
    } else setActive(next);
  };

  const shown = open && (text.trim() === "" ? lately.length > 0 : answer !== null || problem !== null);
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
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        nativeInputAttributes={{
          "data-testid": "search",
          role: "combobox",
          "aria-expanded": shown,
          "aria-controls": listId,
          "aria-autocomplete": "list",
          "aria-activedescendant": shown && lately.length + hits.length > 0 ? `${listId}-${active}` : undefined,
        }}
      />
      {shown && (
        <div className="search__list" onMouseDown={(event) => event.preventDefault()}>
          {lately.length > 0 ? (
            <ul role="listbox" id={listId} aria-label="Recent searches">
              {lately.map((search, index) => (
                <Recent key={search} id={`${listId}-${index}`} search={search} active={index === active} onPick={again} />
              ))}
            </ul>
          ) : (
            <>
              <ul role="listbox" id={listId} aria-label="Hits">
                {hits.map((hit, index) => (
                  <Hit key={hit.arn} id={`${listId}-${index}`} hit={hit} words={wordsOf(text)} active={index === active} onPick={pick} />
                ))}
              </ul>
              <SearchFoot answer={answer} problem={problem} onAll={showAll} />
            </>
          )}
        </div>
      )}
    </div>
  );
}

function Recent(props: { id: string; search: string; active: boolean; onPick: (search: string) => void }) {
  return (
    <li
      id={props.id}
      role="option"
      aria-selected={props.active}
      data-testid="recent-search"
      className={props.active ? "search__hit search__hit--active" : "search__hit"}
      onClick={() => props.onPick(props.search)}
    >
      <Icon name="history" size="small" />
      <span className="search__name">{props.search}</span>
    </li>
  );
}

function Hit(props: { id: string; hit: SearchHit; words: readonly string[]; active: boolean; onPick: (hit: SearchHit) => void }) {
  const { hit, words } = props;
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
      <span className="search__name"><Marked text={hit.name || hit.arn} words={words} /></span>
      <span className="search__where">{where.join(" · ")}</span>
      <span className="search__arn"><Marked text={hit.arn} words={words} /></span>
    </li>
  );
}

function SearchFoot({ answer, problem, onAll }: { answer: SearchAnswer | null; problem: string | null; onAll: () => void }) {
  if (problem !== null) return <div className="search__foot">{problem}</div>;
  if (!answer) return null;
  const more = answer.total > answer.hits.length;
  const indexing = answer.indexing ? "Accounts, OUs and portfolios are searched; other resources follow in a moment." : null;
  const none = answer.total === 0 ? "Nothing in the cache has all of this in its name, id or ARN." : null;
  if (!more && indexing === null && none === null) return null;
  return (
    <div className="search__foot" role="status">
      {more && (
        <>
          The best {answer.hits.length} of {count(answer.total)}.{" "}
          <button type="button" className="link-button" data-testid="search-all" onClick={onAll}>
            Show all {count(answer.total)} in a table
          </button>
        </>
      )}
      {[none, indexing].filter(Boolean).join(" ")}
    </div>
  );
}
