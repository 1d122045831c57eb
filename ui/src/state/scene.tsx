// The scene on the map, for those who speak about what is on it: the inspector and the legend.
import { createContext, useContext, useState, type ReactNode } from "react";
import type { Scene } from "../platform/bindings";

const SceneContext = createContext<[Scene | null, (scene: Scene | null) => void] | null>(null);

/** Keeps the scene. */
export function SceneProvider(props: { children: ReactNode }) {
  const state = useState<Scene | null>(null);
  return <SceneContext.Provider value={state}>{props.children}</SceneContext.Provider>;
}

/** The scene last shown, and how to set it. */
export function useScene(): [Scene | null, (scene: Scene | null) => void] {
  const state = useContext(SceneContext);
  if (!state) throw new Error("there is no scene above this component");
  return state;
}
