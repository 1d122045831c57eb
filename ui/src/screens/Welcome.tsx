// The first screen: what Armillary is, and the ways in.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Grid from "@cloudscape-design/components/grid";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import logo from "../armillary.svg";
import { Problem } from "../parts/Problem";
import { isRunning, useSession } from "../state/session";
import { ConnectCard } from "./welcome/ConnectCard";
import { DemoCard } from "./welcome/DemoCard";
import { OpenCard } from "./welcome/OpenCard";

/** The screen. */
export function Welcome({ onStarted }: { onStarted: () => void }) {
  const { status, task, failure, refresh } = useSession();
  return (
    <div className="welcome" data-testid="welcome">
      <SpaceBetween size="l">
        <div className="welcome__head">
          <img src={logo} alt="" width={72} height={72} />
          <div>
            <Box variant="h1">Armillary</Box>
            <Box variant="p" color="text-body-secondary">
              See an AWS organization whole: every account, network, portfolio and trust, drawn around its hub. It reads into a file on this
              computer and sends nothing anywhere but AWS.
            </Box>
          </div>
        </div>
        {failure && <Problem failure={failure} what="the start screen" onRetry={() => void refresh()} />}
        {!status && !failure && <Spinner size="large" />}
        {status && (
          <>
            {status.settingsProblem !== null && (
              <Alert type="error" header="The settings are not known">
                {status.settingsProblem}
              </Alert>
            )}
            {status.cache && !status.cache.crawl && !isRunning(task) && (
              <Alert type="info" header="This cache holds no crawl yet">
                {status.cache.path} is open. Connect below to read an organization into it.
              </Alert>
            )}
            <Grid gridDefinition={[{ colspan: { default: 12, s: 5 } }, { colspan: { default: 12, s: 7 } }]}>
              <SpaceBetween size="l">
                <DemoCard onStarted={onStarted} />
                <OpenCard recent={status.recent} />
              </SpaceBetween>
              <ConnectCard status={status} onStarted={onStarted} />
            </Grid>
          </>
        )}
      </SpaceBetween>
    </div>
  );
}
