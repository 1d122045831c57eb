// A text field with suggestions: arrows go through them, Enter takes the one that is marked or, with none marked, what was typed.
import Input, { type InputProps } from "@cloudscape-design/components/input";
import { useEffect, useId, useState, type ReactNode } from "react";
import type { Asked } from "../state/asked";

/** A suggestion. */
export interface Suggestion {
  value: string;
  /** What the field shows once it is picked. */
  label: string;
  content: ReactNode;
}

interface ComboProps {
  text: string;
  label: string;
  placeholder: string;
  testId: string;
  /** What the mouse is told over the field. */
  title?: string;
  suggestions: readonly Suggestion[];
  autoFocus?: boolean;
  /** What stands below the suggestions. */
  foot?: string | null;
  onText: (text: string) => void;
  onPick: (suggestion: Suggestion) => void;
  /** Enter without a marked suggestion. */
  onEnter?: () => void;
  onOpen?: () => void;
  /** The field is left. */
  onLeave?: () => void;
}

/** The field. */
export function Combo(props: ComboProps) {
  const { suggestions, text } = props;
  const [open, setOpen] = useState(false);
  const [mark, setMark] = useState({ of: suggestions, active: -1 });
  const active = mark.of === suggestions ? mark.active : -1;
  const listId = useId();
  const foot = props.foot ?? null;
  const shown = open && (suggestions.length > 0 || foot !== null);

  const turn = (isOpen: boolean) => {
    setOpen(isOpen);
    setMark({ of: suggestions, active: -1 });
    if (isOpen) props.onOpen?.();
  };
  const pick = (suggestion: Suggestion) => {
    turn(false);
    props.onPick(suggestion);
  };
  const onKeyDown: InputProps["onKeyDown"] = (event) => {
    const step = comboKey(event.detail.key, { shown, active, count: suggestions.length });
    if (step === null) return;
    event.preventDefault();
    if (typeof step === "number") setMark({ of: suggestions, active: step });
    else if (step === "open") turn(true);
    else if (step === "close") turn(false);
    else {
      const suggestion = step === "pick" ? suggestions[active] : suggestions.find((one) => one.value === text.trim());
      if (suggestion) pick(suggestion);
      else turn(false);
      if (step === "enter") props.onEnter?.();
    }
  };
  return (
    <div className="search combo" onFocus={() => turn(true)} onBlur={() => {
        turn(false);
        props.onLeave?.();
      }}>
      <Input
        value={text}
        placeholder={props.placeholder}
        ariaLabel={props.label}
        autoFocus={props.autoFocus ?? false}
        spellcheck={false}
        autoComplete="off"
        onChange={(event) => {
          if (!open) turn(true);
          props.onText(event.detail.value);
        }}
        onKeyDown={onKeyDown}
        nativeInputAttributes={{
          "data-testid": props.testId,
          role: "combobox",
          title: props.title ?? text,
          "aria-expanded": shown,
          "aria-controls": listId,
          "aria-autocomplete": "list",
          "aria-activedescendant": shown && active >= 0 ? `${listId}-${active}` : undefined,
        }}
      />
      {shown && (
        <div className="search__list combo__list" onMouseDown={(event) => event.preventDefault()}>
          <ul role="listbox" hidden={suggestions.length === 0} id={listId} aria-label={`Suggestions for ${props.label.toLowerCase()}`}>
            {suggestions.map((one, index) => (
              <Row key={`${one.value} ${index}`} id={`${listId}-${index}`} suggestion={one} active={index === active} onPick={pick} />
            ))}
          </ul>
          {foot !== null && (
            <div className="search__foot" role="status">
              {foot}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function Row(props: { id: string; suggestion: Suggestion; active: boolean; onPick: (suggestion: Suggestion) => void }) {
  return (
    <li
      id={props.id}
      role="option"
      aria-selected={props.active}
      data-testid="suggestion"
      data-value={props.suggestion.value}
      className={props.active ? "combo__row search__hit--active" : "combo__row"}
      ref={(row) => {
        if (props.active) row?.scrollIntoView({ block: "nearest" });
      }}
      onClick={() => props.onPick(props.suggestion)}
    >
      {props.suggestion.content}
    </li>
  );
}

/** What a key does: marks a suggestion, or opens, closes, picks, enters; `null` leaves it to the field. */
export function comboKey(
  key: string,
  list: { shown: boolean; active: number; count: number },
): number | "open" | "close" | "pick" | "enter" | null {
  const { shown, active, count } = list;
  if (key === "Enter") return shown && active >= 0 ? "pick" : "enter";
  if (key === "Escape") return shown ? "close" : null;
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  if (!shown || count === 0) return "open";
  if (key === "ArrowDown") return (active + 1) % count;
  return active <= 0 ? count - 1 : active - 1;
}

const TYPING_PAUSE = 80;

/** The text as it was after the typing paused. */
export function usePaused<Text extends string | null>(text: Text, pause = TYPING_PAUSE): Text {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setPaused(text), pause);
    return () => window.clearTimeout(timer);
  }, [text, pause]);
  return paused;
}

/** What stands below suggestions that are asked for. */
export function suggestionFoot(asked: Asked<readonly unknown[]>, nothing: string): string | null {
  if (asked.failure) return asked.failure.message;
  if (asked.loading || asked.data === null) return "Looking …";
  return asked.data.length === 0 ? nothing : null;
}
