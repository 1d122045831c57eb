// The bar at the top: search, what is open, what runs, light or dark.
// Search lies over Cloudscape's navigation, not in it, because that draws its content twice to measure it.
import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import { useAsked } from "../state/asked";
import { crawlNotice } from "../state/crawlNotice";
import type { ModeChoice } from "../state/mode";
import { useNavigation } from "../state/navigation";
import { isRunning, useSession } from "../state/session";
import { count, crawlName, crawlState, fileName, moment } from "../state/words";
import logo from "../armillary.svg";
import { progressShare } from "./progress";
import { SearchBox } from "./SearchBox";

const modes: { id: ModeChoice; text: string }[] = [
  { id: "system", text: "As the system" },
  { id: "light", text: "Light" },
  { id: "dark", text: "Dark" },
];

/** Crawls that the menu lists; the table has them all. */
const MOST_CRAWLS = 12;

/** The bar. */
export function TopBar(props: { choice: ModeChoice; onChoose: (choice: ModeChoice) => void; onShowTask: (id: number) => void }) {
  const { status, tasks, applying } = useSession();
  const { show, go } = useNavigation();
  const cacheMenu = useCacheMenu();
  const narrow = useNarrow();
  const crawlMenu = useCrawlMenu(narrow, props.onShowTask);
  const bar = useRef<HTMLDivElement>(null);
  useSearchRoom(bar);
  const utilities: TopNavigationProps.Utility[] = [];
  for (const task of tasks.filter(isRunning)) {
    const share = progressShare(task.progress);
    const text = task.state === "cancelling" ? "Stopping …" : share === null ? "Crawling …" : `Crawling ${share} %`;
    utilities.push({ type: "button", iconName: "status-in-progress", text, onClick: () => props.onShowTask(task.id), disableTextCollapse: true });
  }
  for (const task of applying.filter((one) => isRunning(one))) {
    const { done, steps, phase, plan, title } = task.progress;
    const text = task.state === "cancelling" ? "Stopping the plan …" : phase === "applying" ? `Applying ${done} of ${steps}` : phase === "checking" ? "Checking the plan …" : "Proving the plan …";
    utilities.push({ type: "button", iconName: "status-in-progress", text, title, badge: true, onClick: () => go({ screen: "plan", plan }), disableTextCollapse: true });
  }
  if (cacheMenu) utilities.push(cacheMenu);
  if (crawlMenu) utilities.push(crawlMenu);
  utilities.push({
    type: "menu-dropdown",
    iconName: "settings",
    ariaLabel: "Light or dark",
    title: "Light or dark",
    items: modes.map(({ id, text }) => ({ id, text, itemType: "checkbox", checked: id === props.choice })),
    onItemClick: (event) => props.onChoose(event.detail.id as ModeChoice),
  });
  return (
    <div className="top-bar" ref={bar}>
      <TopNavigation
      identity={{
        href: "#/",
        title: "Armillary",
        logo: { src: logo, alt: "" },
        onFollow: (event) => {
          event.preventDefault();
          show(status?.cache ? "map" : "welcome");
        },
      }}
      utilities={utilities}
      i18nStrings={{ overflowMenuTriggerText: "More" }}
    />
      {status?.cache?.crawl && (
        <div className="top-bar__search awsui-context-top-navigation">
          <SearchBox />
        </div>
      )}
    </div>
  );
}

function useCacheMenu(): TopNavigationProps.MenuDropdownUtility | null {
  const platform = usePlatform();
  const { status, tellFailure } = useSession();
  const { show, reset } = useNavigation();
  const cache = status?.cache;
  if (!cache) return null;
  const act = (action: Promise<unknown>) =>
    void action.catch((reason: unknown) => {
      tellFailure(reason);
      if (asFailure(reason).code === "credentials") show("welcome");
    });
  const close = async () => {
    await platform.closeCache();
    reset({ screen: "welcome" });
  };
  const name = cache.demo ? "Demo" : shortened(fileName(cache.path));
  return {
    type: "menu-dropdown",
    iconName: "folder",
    text: name,
    title: cache.path,
    description: [cache.path, cache.crawl?.organization, cache.readOnly ? "read-only" : null].filter(Boolean).join(" · "),
    items: [
      { id: "open", text: "Open another cache …" },
      { id: "close", text: "Close the cache" },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id === "open") act(platform.openCache(null).then((opened) => opened && reset({ screen: opened.crawl ? "map" : "welcome" })));
      if (detail.id === "close") act(close());
    },
  };
}

const ALL = "all";
const AGAIN = "recrawl";
const RESUME = "resume";
const CONNECT = "connect";

/** The crawls in the cache, to choose which one is shown, and the way to a newer one: where their age is read. */
function useCrawlMenu(narrow: boolean, onStarted: (task: number) => void): TopNavigationProps.MenuDropdownUtility | null {
  const platform = usePlatform();
  const { status, task, applying, recrawl, tellFailure } = useSession();
  const { show } = useNavigation();
  const asked = useAsked(useCallback(() => (status?.cache ? platform.crawls() : Promise.resolve([])), [platform, status?.cache]));
  const shown = status?.cache?.crawl;
  if (!status?.cache || !shown) return null;
  const { canRecrawl, cache } = status;
  const notice = crawlNotice(cache, canRecrawl);
  const blocked = cache.readOnly ? "This cache cannot be written." : isRunning(task) ? "A crawl is under way." : applying.some((one) => isRunning(one)) ? "A plan is being applied." : null;
  const crawl = (resume: boolean) => void recrawl(resume).then(onStarted, tellFailure);
  const crawls = (asked.data ?? [shown]).filter((crawl) => crawl.state === "complete" || crawl.state === "partial");
  return {
    type: "menu-dropdown",
    iconName: "history",
    text: narrow ? crawlName(shown) : `${crawlName(shown)} · ${moment(shown.finished ?? shown.started)}`,
    ariaLabel: `${crawlName(shown)}, ${moment(shown.finished ?? shown.started)}`,
    title: "Crawls in this cache",
    description: "All screens show one crawl.",
    items: [
      ...(canRecrawl && notice?.canResume ? [{ id: RESUME, text: "Resume the crawl", ...disabledFor(blocked) }] : []),
      canRecrawl ? { id: AGAIN, text: "Crawl again", ...disabledFor(blocked) } : { id: CONNECT, text: "Connect to crawl again" },
      ...crawls.slice(0, MOST_CRAWLS).map((crawl) => ({
        id: String(crawl.id),
        itemType: "checkbox" as const,
        checked: crawl.id === shown.id,
        text: `${crawlName(crawl)} · ${moment(crawl.started)}`,
        description: [crawl.source, crawlState(crawl)].join(" · "),
      })),
      { id: ALL, text: crawls.length > MOST_CRAWLS ? `All ${count(crawls.length)} crawls` : "Crawls in a table" },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id === ALL) show("crawls");
      else if (detail.id === AGAIN || detail.id === RESUME) crawl(detail.id === RESUME);
      else if (detail.id === CONNECT) show("welcome");
      else if (detail.id !== String(shown.id)) void platform.showCrawl(Number(detail.id)).catch(tellFailure);
    },
  };
}

function disabledFor(reason: string | null): { disabled?: boolean; disabledReason?: string } {
  return reason === null ? {} : { disabled: true, disabledReason: reason };
}

const LONGEST_NAME = 22;

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

const NARROW = "(max-width: 1250px)";

/** Whether the window is too narrow for everything to be written out. */
function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.matchMedia(NARROW).matches);
  useEffect(() => {
    const query = window.matchMedia(NARROW);
    const listen = () => setNarrow(query.matches);
    query.addEventListener("change", listen);
    return () => query.removeEventListener("change", listen);
  }, []);
  return narrow;
}

/** The room between the name at the left and the first menu at its right; Cloudscape lays both out and knows nothing of the search. */
export function roomBetween(items: readonly { left: number; right: number }[]): { start: number; room: number } | null {
  const [name, ...menus] = [...items].sort((a, b) => a.left - b.left);
  if (!name || menus.length === 0) return null;
  const first = Math.min(...menus.map(({ left }) => left));
  const start = name.right + SEARCH_GAP;
  return { start, room: Math.max(LEAST_SEARCH, Math.min(MOST_SEARCH, first - SEARCH_GAP - start)) };
}

const SEARCH_GAP = 20;
const LEAST_SEARCH = 90;
const MOST_SEARCH = 420;

/** Puts the search where there is room, whenever that changes. */
function useSearchRoom(bar: RefObject<HTMLDivElement | null>): void {
  useLayoutEffect(() => {
    const root = bar.current;
    if (!root) return;
    const place = () => {
      const all = [...root.querySelectorAll<HTMLElement>("header a, header button")];
      const seen = all.filter((one) => one.closest("[aria-hidden='true']") === null).map((one) => one.getBoundingClientRect());
      const found = roomBetween(seen.filter(({ width }) => width > 0));
      if (!found) return;
      root.style.setProperty("--search-start", `${found.start}px`);
      root.style.setProperty("--search-room", `${found.room}px`);
    };
    place();
    const resized = new ResizeObserver(place);
    resized.observe(root);
    const changed = new MutationObserver(place);
    changed.observe(root, { subtree: true, childList: true, characterData: true });
    return () => {
      resized.disconnect();
      changed.disconnect();
    };
  }, [bar]);
}
