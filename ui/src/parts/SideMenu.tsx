// The screens, down the left side.
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { useLayoutEffect, useRef } from "react";
import { screenNames } from "../state/commands";
import { useNavigation } from "../state/navigation";
import type { Screen } from "../state/place";
import { useSession } from "../state/session";
import { count, counted } from "../state/words";
import { KindIcon } from "./KindIcon";
import Badge from "@cloudscape-design/components/badge";
import Icon from "@cloudscape-design/components/icon";

const icons: Partial<Record<Screen, React.ReactNode>> = {
  overview: <Icon name="view-full" />,
  map: <KindIcon kind="AWS::Organizations::Root" />,
  accounts: <KindIcon kind="AWS::Organizations::Account" />,
  portfolios: <KindIcon kind="AWS::ServiceCatalog::Portfolio" />,
  trust: <Icon name="security" />,
  workbench: <Icon name="edit" />,
  resources: <Icon name="list-view" />,
  coverage: <Icon name="status-warning" />,
  crawls: <Icon name="history" />,
  plans: <Icon name="check" />,
  plan: <Icon name="check" />,
  vend: <Icon name="check" />,
  journal: <Icon name="file" />,
  welcome: <Icon name="add-plus" />,
};

/** The menu. */
export function SideMenu({ collapsed }: { collapsed: boolean }) {
  const { place, show } = useNavigation();
  const { status } = useSession();
  const root = useRef<HTMLDivElement>(null);
  const { notRead, leftOut } = status?.cache?.units ?? { notRead: 0, leftOut: 0 };

  useLayoutEffect(() => {
    for (const { screen, text } of screenNames) {
      root.current?.querySelector(`a[href="#/${screen}"]`)?.setAttribute("data-testid", `nav-${text.toLowerCase().replaceAll(" ", "-")}`);
    }
  });

  return (
    <div ref={root}>
      <SideNavigation
        collapsed={collapsed}
        activeHref={`#/${place.screen === "plan" || place.screen === "vend" ? "plans" : place.screen}`}
        items={screenNames.map(({ screen, text }) => ({
          type: "link",
          href: `#/${screen}`,
          text,
          icon: icons[screen],
          info: screen === "coverage" && notRead > 0 ? <Unread notRead={notRead} leftOut={leftOut} /> : undefined,
        }))}
        onFollow={(event) => {
          event.preventDefault();
          const link = screenNames.find(({ screen }) => event.detail.href === `#/${screen}`);
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
