// Everything that the command palette can do, as a list: screens, views, what concerns the crawl and the cache, light and dark.
import { useMemo } from "react";
import type { View } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import type { ModeChoice } from "./mode";
import { useNavigation } from "./navigation";
import { firstPlace, refolded, turnedTo, type Screen } from "./place";
import { isRunning, useSession } from "./session";
import { crawlNotice } from "./crawlNotice";
import { viewNames } from "./words";

/** One thing that can be done. */
export interface Command {
  id: string;
  group: string;
  text: string;
  run: () => void;
}

/** What the menu calls the screens. */
export const screenNames: readonly { screen: Screen; text: string }[] = [
  { screen: "overview", text: "Overview" },
  { screen: "map", text: "Topology" },
  { screen: "accounts", text: "Accounts" },
  { screen: "portfolios", text: "Portfolios" },
  { screen: "trust", text: "Trust" },
  { screen: "workbench", text: "Policy workbench" },
  { screen: "plans", text: "Plans" },
  { screen: "journal", text: "Journal" },
  { screen: "resources", text: "Resources" },
  { screen: "coverage", text: "Coverage" },
  { screen: "crawls", text: "Crawls" },
  { screen: "welcome", text: "Start" },
];

const modes: readonly { choice: ModeChoice; text: string }[] = [
  { choice: "light", text: "Light" },
  { choice: "dark", text: "Dark" },
  { choice: "system", text: "Light or dark, as the system" },
];

/** The commands that can be carried out now. */
export function useCommands(onMode: (choice: ModeChoice) => void, onTask: (task: number) => void): readonly Command[] {
  const platform = usePlatform();
  const { status, task, recrawl, tellFailure } = useSession();
  const { go, show, back, forward, reset, canBack, canForward } = useNavigation();
  return useMemo(() => {
    const commands: Command[] = [];
    const add = (group: string, id: string, text: string, run: () => void) => commands.push({ id, group, text, run });
    const { cache = null, canRecrawl = false } = status ?? {};
    if (cache?.crawl) {
      for (const { screen, text } of screenNames) add("Go to", `screen-${screen}`, text, () => show(screen));
      add("Plans", "vend", "Vend accounts for a team", () => show("vend"));
      add("Policies", "edit-policy", "Edit a policy", () => go({ screen: "workbench", policy: null, selection: [] }));
      for (const view of Object.keys(viewNames) as View[]) {
        add("Map", `view-${view}`, `${viewNames[view]} view`, () => go(({ map }) => ({ screen: "map", aim: [], map: turnedTo(map, view) })));
      }
      add("Map", "collapse", "Close everything that was opened", () => go(({ map }) => ({ screen: "map", map: refolded(map) })));
      add("Map", "no-filter", "Clear the map's filters", () => go(({ map }) => ({ screen: "map", map: { ...map, filter: firstPlace.map.filter } })));
    }
    if (cache && canRecrawl && !cache.readOnly && !isRunning(task)) {
      const crawl = (resume: boolean) => void recrawl(resume).then(onTask, tellFailure);
      add("Crawl", "recrawl", "Crawl again", () => crawl(false));
      if (crawlNotice(cache, canRecrawl)?.canResume) add("Crawl", "resume", "Resume the crawl", () => crawl(true));
    }
    if (isRunning(task)) add("Crawl", "progress", "Show the progress", () => onTask(task.id));
    if (canBack) add("Go to", "back", "Back", back);
    if (canForward) add("Go to", "forward", "Forward", forward);
    if (cache) {
      const open = () => platform.openCache(null);
      add("Cache", "open", "Open another cache …", () => void open().then((found) => found && reset({ screen: found.crawl ? "map" : "welcome" }), tellFailure));
      add("Cache", "close", "Close the cache", () => void platform.closeCache().then(() => reset({ screen: "welcome" }), tellFailure));
    }
    for (const { choice, text } of modes) add("Appearance", `mode-${choice}`, text, () => onMode(choice));
    return commands;
  }, [platform, status, task, recrawl, tellFailure, go, show, back, forward, reset, canBack, canForward, onMode, onTask]);
}

/** Those whose text or group holds every word, in their order. */
export function commandsMatching(commands: readonly Command[], words: readonly string[]): readonly Command[] {
  return commands.filter(({ group, text }) => {
    const own = `${group} ${text}`.toLowerCase();
    return words.every((word) => own.includes(word));
  });
}
