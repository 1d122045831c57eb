// The screens, down the left side.
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { useLayoutEffect, useRef } from "react";
import { useNavigation } from "../state/navigation";
import type { Screen } from "../state/place";
import { useSession } from "../state/session";
import { count, counted } from "../state/words";
import { KindIcon } from "./KindIcon";
import Badge from "@cloudscape-design/components/badge";
import Icon from "@cloudscape-design/components/icon";

const links: { screen: Screen; text: string; testId: string; icon: React.ReactNode }[] = [
  { screen: "map", text: "Topology", testId: "nav-topology", icon: <KindIcon kind="AWS::Organizations::Root" /> },
  { screen: "accounts", text: "Accounts", testId: "nav-accounts", icon: <KindIcon kind="AWS::Organizations::Account" /> },
  { screen: "portfolios", text: "Portfolios", testId: "nav-portfolios", icon: <KindIcon kind="AWS::ServiceCatalog::Portfolio" /> },
  { screen: "trust", text: "Trust", testId: "nav-trust", icon: <Icon name="security" /> },
  { screen: "resources", text: "Resources", testId: "nav-resources", icon: <Icon name="view-full" /> },
  { screen: "coverage", text: "Coverage", testId: "nav-coverage", icon: <Icon name="status-warning" /> },
  { screen: "crawls", text: "Crawls", testId: "nav-crawls", icon: <Icon name="history" /> },
  { screen: "welcome", text: "Start", testId: "nav-start", icon: <Icon name="add-plus" /> },
];

/** The menu. */
export function SideMenu({ collapsed }: { collapsed: boolean }) {
  const { place, show } = useNavigation();
  const { status } = useSession();
  const root = useRef<HTMLDivElement>(null);
  const { notRead = 0, leftOut = 0 } = status?.cache?.units ?? {};

  useLayoutEffect(() => {
    for (const { screen, testId } of links) {
      root.current?.querySelector(`a[href="#/${screen}"]`)?.setAttribute("data-testid", testId);
    }
  });

  return (
    <div ref={root}>
      <SideNavigation
        collapsed={collapsed}
        activeHref={`#/${place.screen}`}
        items={links.map(({ screen, text, icon }) => ({
          type: "link",
          href: `#/${screen}`,
          text,
          icon,
          info: screen === "coverage" && notRead > 0 ? <Unread notRead={notRead} leftOut={leftOut} /> : undefined,
        }))}
        onFollow={(event) => {
          event.preventDefault();
          const link = links.find(({ screen }) => event.detail.href === `#/${screen}`);
          if (link) show(link.screen);
        }}
      />
    </div>
  );
}

/** How many units were not read. What was left out on purpose, as of accounts that are suspended, is no alarm. */
function Unread({ notRead, leftOut }: { notRead: number; leftOut: number }) {
  const left = leftOut > 0 ? `, ${count(leftOut)} of them left out on purpose` : "";
  return (
    <span title={`${counted(notRead, "unit")} not read${left}`}>
      <Badge color={notRead > leftOut ? "severity-medium" : "grey"}>{count(notRead)}</Badge>
    </span>
  );
}
