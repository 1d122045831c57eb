// The steps of a plan: each call, how far it is, what AWS answered; and another try of one that failed.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useEffect, useState } from "react";
import type { PlanShown, PlanStep, StepShown } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { CopyText } from "../../parts/CopyText";
import { JsonTree } from "../../parts/JsonTree";
import { State } from "../../parts/State";
import { allTyped, namesToType, secondsRange, stepWords } from "../../state/planWords";
import { isRunning, useSession } from "../../state/session";
import type { Standing } from "../../state/shownPlan";
import { count, duration, moment } from "../../state/words";

interface Row {
  step: PlanStep;
  now: StepShown;
}

/** The steps. */
export function Steps({ shown, standing, typed }: { shown: PlanShown; standing: Standing; typed: readonly string[] }) {
  const rows = shown.plan.steps.flatMap((step, index): Row[] => {
    const now = standing.steps[index];
    return now ? [{ step, now }] : [];
  });
  const done = rows.filter(({ now }) => now.standing === "done").length;
  const running = isRunning(standing.task);
  return (
    <Table
      data-testid="steps"
      items={rows}
      trackBy={({ step }) => step.id}
      wrapLines
      contentDensity="compact"
      resizableColumns
      header={<Header variant="h2" counter={done > 0 ? `(${count(done)} of ${count(rows.length)} done)` : `(${count(rows.length)})`} description="In this order, side by side where AWS allows it.">Steps</Header>}
      columnDefinitions={[
        { id: "state", header: "State", width: 210, minWidth: 150, cell: ({ now }) => <span data-testid="step" data-standing={now.standing}><State words={stepWords(now.standing)} detail={now.waiting} /></span> },
        { id: "title", header: "Step", width: 420, minWidth: 250, isRowHeader: true, cell: (row) => <Title row={row} /> },
        { id: "time", header: "Time", width: 150, minWidth: 110, cell: (row) => <Time row={row} /> },
        { id: "answer", header: "What AWS answered", minWidth: 220, cell: (row) => <Answer row={row} plan={shown} running={running} typed={typed} /> },
      ]}
    />
  );
}

function Title({ row: { step, now } }: { row: Row }) {
  return (
    <ExpandableSection variant="footer" headerText={step.title} headingTagOverride="h4">
      <SpaceBetween size="xs">
        <KeyValuePairs
          columns={2}
          items={[
            { label: "Call", value: `${step.service}:${step.operation}` },
            { label: "Account and Region", value: `${now.account ?? step.account}, ${step.region}` },
            { label: "After", value: step.after.length > 0 ? step.after.join(", ") : "nothing" },
            { label: "Looked at afterwards", value: step.verify },
            { label: "Undo", value: step.undo },
            { label: "If nobody knows how it ended", value: step.repeatable === "yes" ? "it can be called again" : step.repeatable },
          ]}
        />
        <JsonTree value={now.parameters ?? step.parameters} />
      </SpaceBetween>
    </ExpandableSection>
  );
}

function Time({ row: { step, now } }: { row: Row }) {
  const tick = useTick(now.standing === "running");
  if (now.started === null) return <Box color="text-body-secondary">{secondsRange(step.expectedSeconds)}</Box>;
  if (now.standing === "running") {
    const so = Math.max(0, tick - now.started);
    const left = step.expectedSeconds[1] * 1000 - so;
    return <>{duration(so)}{left > 0 ? `, at most ${duration(left)} left` : ", longer than expected"}</>;
  }
  return <span title={moment(now.started)}>{now.finished === null ? moment(now.started) : `took ${duration(now.finished - now.started)}`}</span>;
}

/** The time, moving while something runs. */
function useTick(on: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return;
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [on]);
  return now;
}

function Answer({ row: { step, now }, plan, running, typed }: { row: Row; plan: PlanShown; running: boolean; typed: readonly string[] }) {
  const platform = usePlatform();
  const { tellFailure } = useSession();
  const names = namesToType(plan.plan);
  const canRetry = now.standing === "failed" || now.standing === "unknown";
  const ready = allTyped(names, typed);
  const values = now.answer !== null && typeof now.answer === "object" && !Array.isArray(now.answer) ? Object.entries(now.answer) : [];
  return (
    <SpaceBetween size="xxs">
      {now.message && <div className="lines" data-testid="step-message">{now.message}</div>}
      {values.map(([name, value]) => <div key={name}>{name}: {typeof value === "string" ? value : JSON.stringify(value)}</div>)}
      {now.requestId && <span className="small">request <CopyText text={now.requestId} what="Request id" /></span>}
      {canRetry && !running && (
        <Button data-testid={`retry-${step.id}`} disabled={!ready} disabledReason={ready ? undefined : "Type the names below first"} onClick={() => void platform.retryStep(plan.plan.id, step.id, [...typed]).catch(tellFailure)}>
          Retry this step
        </Button>
      )}
    </SpaceBetween>
  );
}
