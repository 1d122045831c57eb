// Ctrl+K: every screen, view, account and deed, found by a few letters.
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import { useCallback, useEffect, useId, useMemo, useState } from "react";
import type { SearchHit } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { commandsMatching, useCommands } from "../state/commands";
import type { ModeChoice } from "../state/mode";
import { useReveal } from "../state/reveal";
import { useSession } from "../state/session";
import { Marked } from "./Marked";
import { searchKey } from "./searchKeys";
import { wordsOf } from "./searchWords";

const DEBOUNCE = 40;
const MOST_HITS = 6;

interface PaletteProps {
  onMode: (choice: ModeChoice) => void;
  onTask: (task: number) => void;
}

/** Opens on Ctrl+K, or Cmd+K, wherever one is. */
export function Palette(props: PaletteProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return open ? <OpenPalette {...props} onClose={() => setOpen(false)} /> : null;
}

/** A row: what it says, and what it does. */
interface Row {
  id: string;
  group: string;
  text: string;
  run: () => void;
}

function OpenPalette({ onMode, onTask, onClose }: PaletteProps & { onClose: () => void }) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const listId = useId();
  const words = useMemo(() => wordsOf(text), [text]);
  const commands = useCommands(onMode, onTask);
  const hits = useHits(text.trim());
  const reveal = useReveal();
  const rows = useMemo<Row[]>(() => {
    const found = hits.map((hit) => ({ id: hit.arn, group: hit.plain, text: hit.name || hit.arn, run: () => void reveal([hit.arn]) }));
    return [...commandsMatching(commands, words), ...found];
  }, [commands, hits, reveal, words]);
  const run = useCallback(
    (row: Row) => {
      onClose();
      row.run();
    },
    [onClose],
  );
  const onKeyDown: InputProps["onKeyDown"] = (event) => {
    const next = searchKey(event.detail.key, { active, count: rows.length });
    // Escape is the dialog's.
    if (next === null || next === "close") return;
    event.preventDefault();
    if (next !== "pick") setActive(next);
    else if (rows[active]) run(rows[active]);
  };
  return (
    <Modal visible header="Go to, or do" onDismiss={onClose} closeAriaLabel="Close" data-testid="palette">
      <Input
        autoFocus
        type="search"
        value={text}
        placeholder="A screen, a view, an account, something to do"
        ariaLabel="A screen, a view, an account, something to do"
        onChange={(event) => {
          setText(event.detail.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        nativeInputAttributes={{
          "data-testid": "palette-input",
          role: "combobox",
          "aria-expanded": true,
          "aria-controls": listId,
          "aria-autocomplete": "list",
          "aria-activedescendant": rows.length > 0 ? `${listId}-${active}` : undefined,
        }}
      />
      <ul className="palette" role="listbox" id={listId} aria-label="What can be done">
        {rows.map((row, index) => (
          <PaletteRow key={row.id} id={`${listId}-${index}`} row={row} words={words} active={index === active} onRun={run} />
        ))}
      </ul>
      {rows.length === 0 && <div role="status">Nothing is called so.</div>}
    </Modal>
  );
}

function PaletteRow(props: { id: string; row: Row; words: readonly string[]; active: boolean; onRun: (row: Row) => void }) {
  const { row, words, active } = props;
  const shown = useCallback((element: HTMLLIElement | null) => element?.scrollIntoView({ block: "nearest" }), []);
  return (
    <li
      ref={active ? shown : undefined}
      id={props.id}
      role="option"
      aria-selected={active}
      data-testid="palette-row"
      className={active ? "palette__row palette__row--active" : "palette__row"}
      onClick={() => props.onRun(row)}
    >
      <Marked text={row.text} words={words} />
      <span className="palette__group">{row.group}</span>
    </li>
  );
}

/** The resources whose names hold what was typed. */
function useHits(text: string): readonly SearchHit[] {
  const platform = usePlatform();
  const { status } = useSession();
  const [found, setFound] = useState<{ text: string; hits: readonly SearchHit[] }>({ text: "", hits: [] });
  const searchable = Boolean(status?.cache?.crawl) && text !== "";
  useEffect(() => {
    if (!searchable) return;
    let stale = false;
    const timer = window.setTimeout(() => {
      platform.search(text, MOST_HITS).then(
        ({ hits }) => {
          if (!stale) setFound({ text, hits });
        },
        // The search field says what is wrong with the search; the commands are there all the same.
        () => undefined,
      );
    }, DEBOUNCE);
    return () => {
      stale = true;
      window.clearTimeout(timer);
    };
  }, [platform, searchable, text]);
  return searchable ? found.hits : [];
}
