// Asks what to do with the crawls and plans that run when the window is closed.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { usePlatform } from "../platform/context";
import { isRunning, useSession } from "../state/session";
import { counted } from "../state/words";
import { progressShare } from "./progress";

/** The dialog, while the window waits for a word. */
export function CloseQuestion() {
  const platform = usePlatform();
  const { tasks, applying, closing, stay, tellFailure } = useSession();
  const [stopping, setStopping] = useState(false);
  const running = tasks.filter((one) => isRunning(one));
  const plan = applying.find((one) => isRunning(one));
  const first = running[0];
  if (!closing || (!first && !plan)) return null;
  const stop = () => {
    setStopping(true);
    platform.quit().catch((reason: unknown) => {
      setStopping(false);
      tellFailure(reason);
    });
  };
  const share = first ? progressShare(first.progress) : null;
  const applied = plan
    ? `${plan.progress.title} is being applied, ${plan.progress.done} of ${plan.progress.steps} steps are done. Closing stops it before the next step; what AWS goes on with is found out when the same plan is applied again. `
    : "";
  const stands = !first ? "" : running.length > 1 ? `${counted(running.length, "crawl")} are running.` : share === null ? "A crawl has just begun." : `The crawl is at ${share} %.`;
  const ends =
    !first ? "" : running.length === 1 && share === null
      ? "Closing stops it before anything was read: nothing of it is kept, and it has to be started again."
      : "Closing stops it: what was read stays in the cache, the crawl is marked partial, and it can be resumed when the cache is opened again.";
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button data-testid="close-stop" loading={stopping} onClick={stop}>
          Stop and close
        </Button>
        <Button data-testid="close-stay" variant="primary" disabled={stopping} onClick={stay}>
          Keep it running
        </Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible header="Close the window?" footer={footer} onDismiss={stay}>
      <div data-testid="close-question">
        {applied}{stands} {ends}
      </div>
    </Modal>
  );
}
