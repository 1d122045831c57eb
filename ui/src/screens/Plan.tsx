// One plan: what it does and why it can, the names to type, and how far each step is while it is applied.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { PlanShown } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { CopyText } from "../parts/CopyText";
import { Problem } from "../parts/Problem";
import { State } from "../parts/State";
import { useNavigation } from "../state/navigation";
import { secondsRange, standingWords } from "../state/planWords";
import { isRunning, useSession } from "../state/session";
import { useShownPlan, type Standing } from "../state/shownPlan";
import { counted, moment } from "../state/words";
import { Apply } from "./plan/Apply";
import { Done } from "./plan/Done";
import { EffectOf } from "./plan/Effect";
import { PlanMap, type Drawn } from "./plan/PlanMap";
import { Preflight } from "./plan/Preflight";
import { Steps } from "./plan/Steps";

/** The screen. */
export function PlanScreen({ drawn }: { drawn: Drawn }) {
  const { place, show } = useNavigation();
  if (place.plan === null) return <Button onClick={() => show("plans")}>All plans</Button>;
  return <OnePlan key={place.plan} id={place.plan} drawn={drawn} />;
}

function OnePlan({ id, drawn }: { id: string; drawn: Drawn }) {
  const standing = useShownPlan(id);
  const { data, failure, again } = standing.asked;
  if (failure) return <Problem failure={failure} what="the plan" onRetry={again} />;
  if (!data) return <Box padding="l" color="text-body-secondary">Reading the plan</Box>;
  return <Review shown={data} standing={standing} drawn={drawn} />;
}

function Review({ shown, standing, drawn }: { shown: PlanShown; standing: Standing; drawn: Drawn }) {
  const { plan, row } = shown;
  // Kept for a retry: nobody types the same name again because a step failed.
  const [typed, setTyped] = useState<readonly string[]>([]);
  const begun = isRunning(standing.task) || (row.standing !== "made" && row.steps > 0);
  const steps = <Steps shown={shown} standing={standing} typed={typed} />;
  return (
    <div data-testid="plan" data-standing={isRunning(standing.task) ? "applying" : row.standing}>
      <SpaceBetween size="l">
        <Head shown={shown} />
        {row.standing === "proved" && <Done shown={shown} steps={standing.steps} />}
        {row.standing === "differs" && (
          <Alert type="warning" header="Every step is done, and AWS shows something else">
            {shown.left.length > 0 ? <>Planned again, this would still be done: {shown.left.join("; ")}.</> : "Planned again from the crawl that is shown, nothing is left to do: apply the same plan again to prove it."}
          </Alert>
        )}
        <Stale shown={shown} />
        {begun && steps}
        {row.steps > 0 && row.standing !== "proved" && <Apply shown={shown} task={standing.task} typed={typed} onTyped={setTyped} />}
        {row.steps > 0 && <Preflight checks={plan.preflight} />}
        {!begun && row.steps > 0 && <PlanMap plan={plan} drawn={drawn} canOpen />}
        <EffectOf plan={plan} />
        {!begun && row.steps > 0 && steps}
        {plan.leftOut.length > 0 && (
          <Container header={<Header variant="h2" description="It was asked for, and has to be done another way.">What is not part of this plan</Header>}>
            <ul className="plain-list">{plan.leftOut.map((line) => <li key={line}>{line}</li>)}</ul>
          </Container>
        )}
      </SpaceBetween>
    </div>
  );
}

function Head({ shown }: { shown: PlanShown }) {
  const { plan, row } = shown;
  const platform = usePlatform();
  const { tell, tellFailure } = useSession();
  const { show, go } = useNavigation();
  const act = (id: string) => {
    if (id === "keep") return platform.keepPlan(plan.id).then(() => tell("success", "Kept beside the cache."));
    if (id === "save") return platform.savePlan(plan.id).then((path) => path && tell("success", `Wrote ${path}.`));
    if (id === "again") return platform.plan(plan.intent).then((made) => go({ screen: "plan", plan: made.row.id }));
    if (id === "copy") return navigator.clipboard.writeText(shown.markdown).then(() => tell("success", "The plan is in the clipboard, as Markdown."));
    return platform.discardPlan(plan.id).then(() => show("plans"));
  };
  const discard = row.standing === "made" ? [{ id: "discard", text: "Discard" }] : [];
  const keep = row.kept ? [] : [{ id: "keep", text: "Keep beside the cache" }];
  return (
    <Container
      header={
        <Header
          variant="h1"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button onClick={() => show("plans")}>All plans</Button>
              <ButtonDropdown
                data-testid="plan-actions"
                items={[
                  ...keep,
                  { id: "save", text: "Save as a file" },
                  { id: "copy", text: "Copy as Markdown, for a pull request" },
                  { id: "again", text: "Plan the same again" },
                  ...discard,
                ]}
                onItemClick={({ detail }) => void act(detail.id).catch(tellFailure)}
              >
                Actions
              </ButtonDropdown>
            </SpaceBetween>
          }
        >
          {row.title}
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        items={[
          { label: "State", value: <State words={standingWords(row)} detail={row.standingAt === null ? null : moment(row.standingAt)} /> },
          { label: "Steps", value: row.steps === 0 ? "none: all is so already" : `${counted(row.steps, "step")}, ${secondsRange(row.expectedSeconds)}` },
          { label: "Made", value: `${moment(Date.parse(plan.created))}, from crawl ${plan.basedOn.crawl}` },
          { label: "Plan", value: <CopyText text={plan.id} what="Plan id" /> },
        ]}
      />
    </Container>
  );
}

/** What the plan rests on and is otherwise in the crawl that is shown. */
function Stale({ shown }: { shown: PlanShown }) {
  const platform = usePlatform();
  const { tellFailure } = useSession();
  const { go } = useNavigation();
  if (shown.notCompared !== null) return <Alert type="warning" header="What the plan rests on cannot be compared">{shown.notCompared}</Alert>;
  if (shown.changed.length === 0) return null;
  const again = () => void platform.plan(shown.plan.intent).then((made) => go({ screen: "plan", plan: made.row.id })).catch(tellFailure);
  return (
    <Alert type="error" header="This plan is stale: what it rests on is otherwise now" action={<Button data-testid="plan-again" onClick={again}>Plan the same again</Button>}>
      <div data-testid="stale">
        {shown.changed.map(({ fact, was, now }) => (
          <div key={fact}>
            <Box variant="strong">It was:</Box> {was}. <Box variant="strong">Now:</Box> {now}.
          </div>
        ))}
      </div>
    </Alert>
  );
}
