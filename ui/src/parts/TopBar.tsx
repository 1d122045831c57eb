// The bar at the top: search, what is open, what runs, light or dark.
// Search lies over Cloudscape's navigation, not in it, because that draws its content twice to measure it.
import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import type { ModeChoice } from "../state/mode";
import { useNavigation } from "../state/navigation";
import { isRunning, useSession } from "../state/session";
import { fileName, moment } from "../state/words";
import logo from "../armillary.svg";
import { progressShare } from "./progress";
import { SearchBox } from "./SearchBox";

const modes: { id: ModeChoice; text: string }[] = [
  { id: "system", text: "As the system" },
  { id: "light", text: "Light" },
  { id: "dark", text: "Dark" },
];

/** The bar. */
export function TopBar(props: { choice: ModeChoice; onChoose: (choice: ModeChoice) => void; onShowTask: () => void }) {
  const { status, task } = useSession();
  const { show } = useNavigation();
  const cacheMenu = useCacheMenu();
  const utilities: TopNavigationProps.Utility[] = [];
  if (isRunning(task)) {
    const share = progressShare(task);
    const text = task.state === "cancelling" ? "Stopping …" : share === null ? "Crawling …" : `Crawling ${share} %`;
    utilities.push({ type: "button", iconName: "status-in-progress", text, onClick: props.onShowTask, disableTextCollapse: true });
  }
  if (cacheMenu) utilities.push(cacheMenu);
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
  const { crawl } = cache;
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
    text: crawl ? `${name} · ${moment(crawl.finished ?? crawl.started)}` : name,
    title: cache.path,
    description: [cache.path, crawl?.organization, cache.readOnly ? "read-only" : null].filter(Boolean).join(" · "),
    items: [
      { id: "recrawl", text: "Crawl again", disabled: !status.canRecrawl || cache.readOnly || isRunning(task), disabledReason: "There is no connection to crawl with. Connect from the start screen." },
      { id: "crawls", text: "Crawls in this cache" },
      { id: "open", text: "Open another cache …" },
      { id: "close", text: "Close the cache" },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id === "recrawl") act(platform.recrawl());
      if (detail.id === "crawls") show("crawls");
      if (detail.id === "open") act(platform.openCache(null).then((opened) => opened && reset({ screen: opened.crawl ? "map" : "welcome" })));
      if (detail.id === "close") act(close());
    },
  };
}
