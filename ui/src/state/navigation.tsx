// Gives every component the present place and the moves from it.
import { createContext, useContext, useMemo, useReducer, type ReactNode } from "react";
import { firstPlace, makeMove, type Change, type Place, type Screen } from "./place";

/** The present place and how to leave it. */
export interface Navigation {
  place: Place;
  /** Goes somewhere; the way back leads here. */
  go: (to: Change) => void;
  /** Changes the present place without a way back. */
  amend: (to: Change) => void;
  /** Opens a screen. */
  show: (screen: Screen) => void;
  /** Selects things where they are. */
  select: (ids: readonly string[]) => void;
  back: () => void;
  forward: () => void;
  /** Starts anew on a screen, forgetting where one was. */
  reset: (to: Partial<Place>) => void;
  canBack: boolean;
  canForward: boolean;
}

const NavigationContext = createContext<Navigation | null>(null);

/** Keeps the history. */
export function NavigationProvider(props: { start?: Partial<Place>; children: ReactNode }) {
  const start = { past: [], present: { ...firstPlace, ...props.start }, future: [] };
  const [history, move] = useReducer(makeMove, start);
  const navigation = useMemo<Navigation>(() => {
    const go = (to: Change) => move({ move: "go", to });
    return {
      place: history.present,
      go,
      amend: (to) => move({ move: "amend", to }),
      show: (screen) => go({ screen }),
      select: (ids) => go({ selection: ids }),
      back: () => move({ move: "back" }),
      forward: () => move({ move: "forward" }),
      reset: (to) => move({ move: "reset", to }),
      canBack: history.past.length > 0,
      canForward: history.future.length > 0,
    };
  }, [history]);
  return <NavigationContext.Provider value={navigation}>{props.children}</NavigationContext.Provider>;
}

/** The present place and how to leave it. */
export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (!navigation) throw new Error("there is no navigation above this component");
  return navigation;
}
