// The last page: what was asked for, and beside it what comes of it.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Choice, PlanChoices, PlanShown } from "../../platform/bindings";
import { secondsRange } from "../../state/planWords";
import { counted } from "../../state/words";
import { EffectOf } from "../plan/Effect";
import { PlanMap, type Drawn } from "../plan/PlanMap";
import { Preflight } from "../plan/Preflight";
import { accountName, addressOf, type VendForm } from "./form";

/** The page. */
export function VendReview({ form, choices, preview, drawn }: { form: VendForm; choices: PlanChoices; preview: { shown: PlanShown | null; problem: string | null }; drawn: Drawn }) {
  const { shown, problem } = preview;
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, m: 4 } }, { colspan: { default: 12, m: 8 } }]}>
      <Asked form={form} choices={choices} />
      <div data-testid="vend-preview">
        {problem !== null && <Alert type="error" header="No plan can be made of this">{problem}</Alert>}
        {problem === null && shown === null && <StatusIndicator type="loading">Working out what comes of it</StatusIndicator>}
        {shown && <Preview shown={shown} drawn={drawn} />}
      </div>
    </Grid>
  );
}

function Preview({ shown, drawn }: { shown: PlanShown; drawn: Drawn }) {
  const { row, plan } = shown;
  if (row.steps === 0) return <Alert type="success" header="There is nothing to do">All of it is there already.</Alert>;
  return (
    <SpaceBetween size="l">
      {row.failing > 0 && <Alert type="error" header="This plan cannot be applied yet">{counted(row.failing, "check fails", "checks fail")}: what to do about it stands below.</Alert>}
      <Box>
        <Box variant="strong">{counted(row.steps, "step")}</Box>, {secondsRange(row.expectedSeconds)}.
      </Box>
      {/* What was typed here is kept nowhere: the large map is one page on, where the plan can be come back to. */}
      {row.standing === "made" && <PlanMap plan={plan} drawn={drawn} canOpen={false} />}
      <EffectOf plan={plan} />
      <Preflight checks={plan.preflight} />
      {plan.leftOut.length > 0 && (
        <Alert type="warning" header="What is not part of this plan">
          {plan.leftOut.map((line) => <div key={line}>{line}</div>)}
        </Alert>
      )}
    </SpaceBetween>
  );
}

function Asked({ form, choices }: { form: VendForm; choices: PlanChoices }) {
  const named = (from: readonly Choice[], ids: readonly string[]) => from.filter(({ id }) => ids.includes(id)).map(({ name }) => name).join(", ") || "none";
  return (
    <Container header={<Header variant="h2">Asked for</Header>}>
      <KeyValuePairs
        columns={1}
        items={[
          { label: "Team", value: form.team },
          { label: "Accounts", value: <>{form.stages.map((stage) => <div key={stage}>{accountName(form.team, stage)}<Box color="text-body-secondary" fontSize="body-s">{addressOf(form.email, form.team, stage)}</Box></div>)}</> },
          { label: "Network", value: form.connectivity },
          { label: "Owner", value: form.owner || "not named" },
          { label: "Blueprint", value: named(choices.products, form.blueprint ? [form.blueprint] : []) },
          { label: "Portfolios", value: named(choices.portfolios, form.portfolios) },
          { label: "People", value: form.people.length === 0 ? "nobody" : <>{form.people.map(({ group, permissionSet }, index) => <div key={index}>{group}: {permissionSet}</div>)}</> },
          { label: "Tags", value: form.tags.length === 0 ? "none" : <>{form.tags.map(({ key, value }) => <div key={key}>{key} = {value}</div>)}</> },
        ]}
      />
    </Container>
  );
}
