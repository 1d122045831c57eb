// What the shapes mean, how many there are of each, and the way to see only those.
import type { CellCounts, CellMark, CellState } from "../../platform/bindings";
import { toggled } from "../../state/place";
import { asking, type MatrixPlace } from "../../state/matrixPlace";
import { count } from "../../state/words";
import { Glyph, MarkGlyph } from "./Glyph";
import { accountStates, inState, markWords, marks, stateWords, withMark } from "./matrixWords";

interface MatrixLegendProps {
  counts: CellCounts;
  place: MatrixPlace;
  onAsk: (place: MatrixPlace) => void;
}

/** The legend; each entry filters the rows. */
export function MatrixLegend({ counts, place, onAsk }: MatrixLegendProps) {
  const states: readonly CellState[] = accountStates.filter((state) => state !== "own");
  const shown: readonly CellMark[] = marks.filter((mark) => withMark(counts, mark) > 0 || place.marks.includes(mark));
  return (
    <div className="matrix-legend" role="group" aria-label="Show only rows with a cell that is">
      {states.map((state) => (
        <Entry
          key={state}
          id={state}
          isPressed={place.states.includes(state)}
          words={stateWords[state]}
          number={inState(counts, state)}
          glyph={<Glyph state={state} />}
          onPress={() => onAsk(asking(place, { states: toggled(place.states, state) }))}
        />
      ))}
      {shown.map((mark) => (
        <Entry
          key={mark}
          id={mark}
          isPressed={place.marks.includes(mark)}
          words={markWords[mark]}
          number={withMark(counts, mark)}
          glyph={<MarkGlyph mark={mark} />}
          onPress={() => onAsk(asking(place, { marks: toggled(place.marks, mark) }))}
        />
      ))}
      <span className="matrix-legend__key">
        <Glyph state="own" /> own
      </span>
      <span className="matrix-legend__key" title="Shared with exactly this OU, or inherited from one above it">
        <i className="matrix-here" aria-hidden="true" /> shared here
      </span>
    </div>
  );
}

interface EntryProps {
  id: string;
  isPressed: boolean;
  words: { word: string; meaning: string };
  number: number;
  glyph: React.ReactNode;
  onPress: () => void;
}

function Entry({ id, isPressed, words, number, glyph, onPress }: EntryProps) {
  return (
    <button type="button" className="matrix-legend__entry" data-testid={`matrix-only-${id}`} aria-pressed={isPressed} title={words.meaning} onClick={onPress}>
      {glyph} {words.word} <b>{count(number)}</b>
    </button>
  );
}
