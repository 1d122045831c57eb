// The bar at the top: search, what is open, what runs, light or dark.
// Search lies over Cloudscape's navigation, not in it, because that draws its content twice to measure it.
import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useCallback } from "react";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import { useAsked } from "../state/asked";
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
  const { status, tasks } = useSession();
  const { show } = useNavigation();
  const cacheMenu = useCacheMenu();
  const crawlMenu = useCrawlMenu();
  const utilities: TopNavigationProps.Utility[] = [];
  for (const task of tasks.filter(isRunning)) {
    const share = progressShare(task.progress);
    const text = task.state === "cancelling" ? "Stopping …" : share === null ? "Crawling …" : `Crawling ${share} %`;
    utilities.push({ type: "button", iconName: "status-in-progress", text, onClick: () => props.onShowTask(task.id), disableTextCollapse: true });
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
    <div className="top-bar">
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
  const { status, tellFailure, task } = useSession();
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
  const name = cache.demo ? "Demo" : fileName(cache.path);
  return {
    type: "menu-dropdown",
    iconName: "folder",
    text: name,
    title: cache.path,
    description: [cache.path, cache.crawl?.organization, cache.readOnly ? "read-only" : null].filter(Boolean).join(" · "),
    items: [
      { id: "recrawl", text: "Crawl again", disabled: !status.canRecrawl || cache.readOnly || isRunning(task), disabledReason: "There is no connection to crawl with. Connect from the start screen." },
      { id: "open", text: "Open another cache …" },
      { id: "close", text: "Close the cache" },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id === "recrawl") act(platform.recrawl(false));
      if (detail.id === "open") act(platform.openCache(null).then((opened) => opened && reset({ screen: opened.crawl ? "map" : "welcome" })));
      if (detail.id === "close") act(close());
    },
  };
}

const ALL = "all";

/** The crawls in the cache, to choose which one is shown. */
function useCrawlMenu(): TopNavigationProps.MenuDropdownUtility | null {
  const platform = usePlatform();
  const { status, tellFailure } = useSession();
  const { show } = useNavigation();
  const asked = useAsked(useCallback(() => (status?.cache ? platform.crawls() : Promise.resolve([])), [platform, status?.cache]));
  const shown = status?.cache?.crawl;
  if (!shown) return null;
  const crawls = (asked.data ?? [shown]).filter((crawl) => crawl.state === "complete" || crawl.state === "partial");
  return {
    type: "menu-dropdown",
    iconName: "history",
    text: `${crawlName(shown)} · ${moment(shown.finished ?? shown.started)}`,
    title: "Crawls in this cache",
    description: "All screens show one crawl.",
    items: [
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
      else if (detail.id !== String(shown.id)) void platform.showCrawl(Number(detail.id)).catch(tellFailure);
    },
  };
}
