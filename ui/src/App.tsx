// The window: top bar, navigation, the present screen, the inspector, messages.
import AppLayout from "@cloudscape-design/components/app-layout";
import I18nProvider from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { useCallback, useState } from "react";
import type { Mode } from "./map/palette";
import { Catcher } from "./parts/Catcher";
import { CloseQuestion } from "./parts/CloseQuestion";
import { CrawlBanner } from "./parts/CrawlBanner";
import { CrawlProgress } from "./parts/CrawlProgress";
import { Inspector } from "./parts/Inspector";
import { Messages } from "./parts/Messages";
import { Palette } from "./parts/Palette";
import { SideMenu } from "./parts/SideMenu";
import { TopBar } from "./parts/TopBar";
import type { Platform } from "./platform/platform";
import { PlatformProvider } from "./platform/context";
import { Accounts } from "./screens/Accounts";
import { Change } from "./screens/Change";
import { Coverage } from "./screens/Coverage";
import { Crawls } from "./screens/Crawls";
import { Journal } from "./screens/Journal";
import { MapScreen } from "./screens/Map";
import type { CreateRenderer } from "./screens/map/MapCanvas";
import { Overview } from "./screens/Overview";
import { PlanScreen } from "./screens/Plan";
import { Plans } from "./screens/Plans";
import { Portfolios } from "./screens/Portfolios";
import { Resources } from "./screens/Resources";
import { Trust } from "./screens/Trust";
import { Vend } from "./screens/Vend";
import { Welcome } from "./screens/Welcome";
import { Workbench } from "./screens/Workbench";
import { useMode } from "./state/mode";
import { NavigationProvider, useNavigation } from "./state/navigation";
import type { Screen } from "./state/place";
import { SceneProvider } from "./state/scene";
import { SessionProvider, useSession } from "./state/session";
import { useAppliedNotice } from "./state/appliedNotice";
import { useArrivals } from "./state/arrivals";
import { useCrawlNotice } from "./state/crawlNotice";
import { useHistoryKeys } from "./state/historyKeys";

interface AppProps {
  platform: Platform;
  /** What a test may put in the map renderer's place. */
  createRenderer?: CreateRenderer;
}

/** The window. */
export function App({ platform, createRenderer }: AppProps) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <PlatformProvider platform={platform}>
        <SessionProvider>
          <NavigationProvider>
            <SceneProvider>
              <Window createRenderer={createRenderer} />
            </SceneProvider>
          </NavigationProvider>
        </SessionProvider>
      </PlatformProvider>
    </I18nProvider>
  );
}

function Window({ createRenderer }: { createRenderer: CreateRenderer | undefined }) {
  const { mode, choice, choose } = useMode();
  const { status, tasks, task: latest } = useSession();
  const { place, select } = useNavigation();
  const [shownTask, setShownTask] = useState<number | "latest" | null>(null);
  const task = shownTask === "latest" ? latest : tasks.find((one) => one.id === shownTask);
  const notice = useCrawlNotice();
  const [menu, setMenu] = useState(true);
  const [panel, setPanel] = useState<{ size: number; position: "side" | "bottom" }>({ size: 400, position: "side" });
  useHistoryKeys();
  useAppliedNotice();
  useArrivals(useCallback(() => setShownTask(null), []));
  const inspecting = place.selection.length > 0 && place.screen !== "welcome" && place.screen !== "crawls" && Boolean(status?.cache);
  return (
    <div className={`window window--${place.screen} ${notice ? "window--notice" : ""}`} data-mode={mode}>
      <div id="top-bar">
        <TopBar choice={choice} onChoose={choose} onShowTask={setShownTask} />
        {notice && <CrawlBanner notice={notice} onStarted={() => setShownTask("latest")} />}
      </div>
      <AppLayout
        headerSelector="#top-bar"
        navigationHide={!status?.cache?.crawl}
        navigationOpen={menu}
        navigationWidth={200}
        navigationCloseBehavior="collapse"
        onNavigationChange={(event) => setMenu(event.detail.open)}
        navigation={<SideMenu collapsed={!menu} />}
        toolsHide
        contentType={["map", "overview", "plan", "vend", "change", "workbench"].includes(place.screen) ? "default" : "table"}
        disableContentPaddings={place.screen === "map" || place.screen === "portfolios"}
        maxContentWidth={Number.MAX_VALUE}
        content={
          <Catcher key={place.screen} what="This screen">
            <Present screen={place.screen} mode={mode} createRenderer={createRenderer} onStarted={() => setShownTask("latest")} />
          </Catcher>
        }
        splitPanel={inspecting ? <Inspector /> : undefined}
        splitPanelOpen={inspecting}
        splitPanelSize={panel.size}
        splitPanelPreferences={{ position: panel.position }}
        onSplitPanelToggle={(event) => {
          if (!event.detail.open) select([]);
        }}
        onSplitPanelResize={(event) => setPanel({ ...panel, size: event.detail.size })}
        onSplitPanelPreferencesChange={(event) => setPanel({ ...panel, position: event.detail.position })}
      />
      {task && <CrawlProgress task={task} onHide={() => setShownTask(null)} />}
      <Palette onMode={choose} onTask={setShownTask} />
      <CloseQuestion />
      <Messages />
    </div>
  );
}

interface PresentProps {
  screen: Screen;
  mode: Mode;
  createRenderer: CreateRenderer | undefined;
  onStarted: () => void;
}

function Present({ screen, mode, createRenderer, onStarted }: PresentProps) {
  switch (screen) {
    case "welcome":
      return <Welcome onStarted={onStarted} />;
    case "map":
      return <MapScreen mode={mode} create={createRenderer} />;
    case "overview":
      return <Overview />;
    case "accounts":
      return <Accounts />;
    case "portfolios":
      return <Portfolios />;
    case "change":
      return <Change />;
    case "trust":
      return <Trust />;
    case "coverage":
      return <Coverage />;
    case "resources":
      return <Resources />;
    case "crawls":
      return <Crawls />;
    case "plans":
      return <Plans />;
    case "plan":
      return <PlanScreen drawn={{ mode, create: createRenderer }} />;
    case "vend":
      return <Vend drawn={{ mode, create: createRenderer }} />;
    case "journal":
      return <Journal />;
    case "workbench":
      return <Workbench />;
  }
}
