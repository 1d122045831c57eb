// How far a crawl is, and the way to stop it.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { usePlatform } from "../platform/context";
import { isRunning, useSession, type CrawlTask } from "../state/session";
import { count, counted, duration } from "../state/words";
import { progressShare } from "./progress";

/** The dialog. It can be put away while the crawl goes on. */
export function CrawlProgress(props: { task: CrawlTask; onHide: () => void }) {
  const { task } = props;
  const platform = usePlatform();
  const { status, tellFailure } = useSession();
  const [asking, setAsking] = useState(false);
  const running = isRunning(task);
  const cancel = () => {
    setAsking(false);
    platform.cancel(task.id).catch(tellFailure);
  };
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        {running && (
          <Button data-testid="crawl-cancel" disabled={task.state === "cancelling"} loading={task.state === "cancelling"} onClick={() => setAsking(true)}>
            Stop the crawl
          </Button>
        )}
        <Button data-testid="crawl-hide" variant="primary" onClick={props.onHide}>
          {running ? (status?.cache?.crawl ? "Browse meanwhile" : "Hide") : "Close"}
        </Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible onDismiss={props.onHide} header={task.progress.kind === "demo" ? "Reading the demo organization" : "Reading the organization"} footer={footer}>
      <div data-testid="crawl-progress" data-state={task.state}>
        <SpaceBetween size="l">
          {asking && running ? <StopQuestion onStop={cancel} onStay={() => setAsking(false)} /> : null}
          {task.failure && (
            <Alert type="error" header="The crawl failed">
              {task.failure.message} What was read stays.
            </Alert>
          )}
          <Bar task={task} />
          <KeyValuePairs columns={3} items={figures(task)} />
          <Box color="text-body-secondary" fontSize="body-s">
            A unit is one service in one Region of one account.
          </Box>
        </SpaceBetween>
      </div>
    </Modal>
  );
}

function Bar({ task }: { task: CrawlTask }) {
  const share = progressShare(task.progress);
  const left = task.progress.remaining === null ? "working out the time left" : `about ${duration(task.progress.remaining)} left`;
  const ended = { done: "success", cancelled: "error", failed: "error", running: "in-progress", cancelling: "in-progress" } as const;
  const { incomplete } = task.progress;
  const done = incomplete === 0 ? "Done." : `Done. ${counted(incomplete, "unit")} could not be read completely; Coverage says which.`;
  const words = { done, cancelled: "Stopped. What was read stays.", failed: "Failed. What was read stays.", running: "", cancelling: "" };
  return (
    <ProgressBar
      value={share ?? 0}
      status={ended[task.state]}
      resultText={words[task.state]}
      label={task.state === "cancelling" ? "Finishing what is under way" : task.progress.step || "Starting"}
      additionalInfo={task.progress.planned === 0 ? "Finding out which accounts and Regions there are" : left}
    />
  );
}

function StopQuestion(props: { onStop: () => void; onStay: () => void }) {
  const action = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={props.onStay}>Go on</Button>
      <Button data-testid="crawl-cancel-confirm" variant="primary" onClick={props.onStop}>
        Stop
      </Button>
    </SpaceBetween>
  );
  return (
    <Alert type="warning" header="Stop the crawl?" action={action}>
      What was read stays in the cache, and the crawl is marked partial.
    </Alert>
  );
}

function figures({ progress, elapsed }: CrawlTask) {
  const planned = progress.planned === 0 ? "" : ` of ${count(progress.planned)}`;
  return [
    { label: "Units read", value: `${count(progress.done)}${planned}` },
    { label: "Not complete", value: count(progress.incomplete) },
    { label: "Resources", value: count(progress.resources) },
    { label: "Requests", value: count(progress.requests) },
    { label: "Time so far", value: duration(elapsed) },
    { label: "Time left", value: progress.remaining === null ? "–" : duration(progress.remaining) },
  ];
}
