// Light or dark: as the system says until the person chooses, then as chosen.
import { applyMode, Mode as CloudscapeMode } from "@cloudscape-design/global-styles";
import { useCallback, useEffect, useState } from "react";
import type { Mode } from "../map/palette";

/** What the person chose. */
export type ModeChoice = Mode | "system";

const KEY = "armillary.mode";
const systemIsDark = () => window.matchMedia("(prefers-color-scheme: dark)").matches;

function storedChoice(): ModeChoice {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** The mode, the choice behind it, and how to choose. */
export function useMode(): { mode: Mode; choice: ModeChoice; choose: (choice: ModeChoice) => void } {
  const [choice, setChoice] = useState<ModeChoice>(storedChoice);
  const [dark, setDark] = useState(systemIsDark);
  useEffect(() => {
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    const listen = () => setDark(query.matches);
    query.addEventListener("change", listen);
    return () => query.removeEventListener("change", listen);
  }, []);
  const mode: Mode = choice === "system" ? (dark ? "dark" : "light") : choice;
  useEffect(() => {
    applyMode(mode === "dark" ? CloudscapeMode.Dark : CloudscapeMode.Light);
    document.documentElement.style.colorScheme = mode;
  }, [mode]);
  const choose = useCallback((next: ModeChoice) => {
    localStorage.setItem(KEY, next);
    setChoice(next);
  }, []);
  return { mode, choice, choose };
}
