// The names to type, and the button that changes AWS. While it is applied: how far it is, and the way to stop before the next step.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import type { PlanShown } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { asFailure } from "../../platform/platform";
import { useAsked } from "../../state/asked";
import { allTyped, namesToType, phaseWords, range } from "../../state/planWords";
import { isRunning, useSession, type ApplyTask } from "../../state/session";
import { counted, duration } from "../../state/words";
import { Connections, ReadOnly } from "./Connections";

interface ApplyProps {
  shown: PlanShown;
  task: ApplyTask | null;
  typed: readonly string[];
  onTyped: (typed: readonly string[]) => void;
}

/** The part of the screen that applies. */
export function Apply(props: ApplyProps) {
  const { shown, task } = props;
  if (task && isRunning(task)) return <Running task={task} />;
  return (
    <SpaceBetween size="m">
      {task?.state === "failed" && task.failure && (
        <Alert type="error" header={task.progress.done > shown.row.done || shown.row.done > 0 ? "Not at its end" : "Nothing was changed"}>
          <div className="lines">{task.failure.message}</div>
        </Alert>
      )}
      <Confirm {...props} />
    </SpaceBetween>
  );
}

function Confirm({ shown, typed, onTyped }: ApplyProps) {
  const { plan, row, changed } = shown;
  const platform = usePlatform();
  const settings = useAsked(useCallback(() => platform.changeSettings(), [platform]));
  const [connections, setConnections] = useState(false);
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const names = namesToType(plan);
  const left = row.steps - row.done;
  const blocked = row.failing > 0 ? "A check fails: do what it says, then plan again." : changed.length > 0 ? "The plan is stale: plan the same again." : null;
  const connection = settings.data?.connection ?? null;
  const mayChange = connection?.mayChange ?? false;
  const start = () => {
    setStarting(true);
    setFailure(null);
    platform.applyPlan(plan.id, names.map((_, index) => typed[index] ?? "")).then(
      () => setStarting(false),
      (reason: unknown) => {
        setStarting(false);
        setFailure(asFailure(reason).message);
      },
    );
  };
  const goesOn = row.standing !== "made";
  return (
    <Container header={<Header variant="h2" description={`${counted(left, "step")} ${goesOn ? "are left" : "will change AWS"}${connection ? `, through ${connection.name}` : ""}. What the plan rests on is read again before the first one.`}>{goesOn ? "Go on with this plan" : "Apply this plan"}</Header>}>
      <SpaceBetween size="m">
        {settings.data && !mayChange && <ReadOnly connection={connection} onOpen={() => setConnections(true)} />}
        {blocked && <Alert type="error">{blocked}</Alert>}
        {failure && <Alert type="error" header="Not applied"><div className="lines">{failure}</div></Alert>}
        {!blocked && (
          <div className="confirm-names">
            {names.map(({ name, because }, index) => (
              <FormField key={`${name}${index}`} label={<>Type <Box variant="code">{name}</Box></>} description={because} errorText={wrong(typed[index], name) ? "This is another name" : undefined}>
                <Input
                  data-testid={`confirm-${index}`}
                  value={typed[index] ?? ""}
                  disabled={!mayChange}
                  autoComplete={false}
                  spellcheck={false}
                  onChange={(event) => onTyped(names.map((_, at) => (at === index ? event.detail.value : (typed[at] ?? ""))))}
                />
              </FormField>
            ))}
          </div>
        )}
        <Button variant="primary" data-testid="apply" loading={starting} disabled={blocked !== null || !mayChange || !allTyped(names, typed)} onClick={start}>
          {goesOn ? `Go on: ${counted(left, "step")} left` : `Change AWS: ${counted(row.steps, "step")}`}
        </Button>
      </SpaceBetween>
      {connections && (
        <Connections
          onClose={() => {
            setConnections(false);
            settings.again();
          }}
        />
      )}
    </Container>
  );
}

/** Whether what was typed so far is no beginning of the name. */
function wrong(typed: string | undefined, name: string): boolean {
  return typed !== undefined && typed !== "" && !name.startsWith(typed);
}

function Running({ task }: { task: ApplyTask }) {
  const platform = usePlatform();
  const { tellFailure } = useSession();
  const { progress, state, elapsed } = task;
  const share = progress.steps === 0 ? 0 : Math.floor((progress.done / progress.steps) * 100);
  const left = progress.phase === "applying" ? `about ${range(progress.remaining)} left for the steps` : "some seconds";
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={<Button data-testid="apply-stop" disabled={state === "cancelling"} loading={state === "cancelling"} onClick={() => void platform.cancel(task.id).catch(tellFailure)}>Stop before the next step</Button>}
        >
          {state === "cancelling" ? "Stopping: what is under way is waited for" : phaseWords(progress.phase)}
        </Header>
      }
    >
      <div data-testid="applying">
        <ProgressBar
          value={share}
          label={`${progress.done} of ${counted(progress.steps, "step")} done${progress.running > 0 ? `, ${progress.running} running` : ""}`}
          additionalInfo={`${left}; ${duration(elapsed)} so far. The journal is written before each call: closing the window loses nothing.`}
        />
      </div>
    </Container>
  );
}
