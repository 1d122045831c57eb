// The trust screen: who can become whom and what decides it, as paths, as crossings between stages, as findings, and by action.
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Tabs from "@cloudscape-design/components/tabs";
import { useNavigation } from "../state/navigation";
import type { TrustTab } from "../state/trustPlace";
import { CrossingsTab } from "./trust/CrossingsTab";
import { FindingsTab } from "./trust/FindingsTab";
import { PathsTab } from "./trust/PathsTab";
import { WhatCanTab } from "./trust/WhatCanTab";
import { WhoCanTab } from "./trust/WhoCanTab";
import "./trust/trust.css";

const tabs: { id: TrustTab; label: string; content: React.ReactNode }[] = [
  { id: "paths", label: "Paths", content: <PathsTab /> },
  { id: "crossings", label: "Stage crossings", content: <CrossingsTab /> },
  { id: "findings", label: "Findings", content: <FindingsTab /> },
  { id: "who-can", label: "Who can", content: <WhoCanTab /> },
  { id: "what-can", label: "What can", content: <WhatCanTab /> },
];

/** The screen. */
export function Trust() {
  const { place, go } = useNavigation();
  const { trust } = place;
  return (
    <div className="trust" data-testid="trust">
      <Box padding={{ bottom: "s" }}>
        <Header variant="h1" description="Trust, identity, boundary, SCPs and RCPs evaluated together, hop by hop. What was not read stays unknown.">
          Trust
        </Header>
      </Box>
      <Tabs
        ariaLabel="Trust"
        activeTabId={trust.tab}
        tabs={tabs}
        onChange={(event) => go({ trust: { ...trust, tab: event.detail.activeTabId as TrustTab } })}
      />
    </div>
  );
}
