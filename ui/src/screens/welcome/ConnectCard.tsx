// Crawls an organization: whose credentials, which role, how much of it.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import type { ProfileRow, StatusAnswer } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { Attempted, useAttempt } from "./attempt";
import { emptyForm, formProblems, profileNote, toConnection, type ConnectForm } from "./connection";
import { KeyForm } from "./KeyForm";

/** The card. */
export function ConnectCard({ status, onStarted }: { status: StatusAnswer; onStarted: () => void }) {
  const platform = usePlatform();
  const attempt = useAttempt(onStarted);
  const [form, setForm] = useState<ConnectForm>(() => emptyForm(status.profiles));
  const [tried, setTried] = useState(false);
  const set = (change: Partial<ConnectForm>) => setForm((last) => ({ ...last, ...change }));
  const problems = tried ? formProblems(form) : {};
  const start = () => {
    setTried(true);
    if (Object.keys(formProblems(form)).length > 0) return;
    attempt.make(() => platform.startCrawl(toConnection(form)), onStarted);
  };
  const identity = <Identity status={status} value={form.identity} problem={problems.identity} onChange={(value) => set({ identity: value })} />;
  const endpoint = (
    <FormField label="Endpoint URL" description="Anything that speaks the AWS protocols: a test server, a gateway, another partition." errorText={problems.endpointUrl}>
      <Input value={form.endpointUrl} placeholder="http://127.0.0.1:5577" inputMode="url" onChange={(event) => set({ endpointUrl: event.detail.value })} data-testid="endpoint-url" />
    </FormField>
  );
  return (
    <Container header={<Header variant="h2">Connect</Header>}>
      <SpaceBetween size="m">
        <Tabs
          activeTabId={form.useEndpoint ? "connect-endpoint" : "connect-aws"}
          onChange={(event) => set({ useEndpoint: event.detail.activeTabId === "connect-endpoint" })}
          tabs={[
            { id: "connect-aws", label: "AWS", content: identity },
            { id: "connect-endpoint", label: "Another endpoint", content: <SpaceBetween size="m">{endpoint}{identity}</SpaceBetween> },
          ]}
        />
        <Scope form={form} problems={problems} set={set} defaultRole={status.defaultRole} />
        <Attempted attempt={attempt} />
        <Button variant="primary" loading={attempt.busy} onClick={start} data-testid="start-crawl">
          Read the organization
        </Button>
        <Box color="text-body-secondary" fontSize="body-s">
          Only calls that read are made. Without an organization&apos;s management or delegated account, one account is read.
        </Box>
        <KeyForm status={status} onSaved={(name) => set({ identity: `key:${name}` })} />
      </SpaceBetween>
    </Container>
  );
}

function profileOption(profile: ProfileRow) {
  const note = profileNote(profile);
  return { value: `profile:${profile.name}`, label: profile.name, ...(note === "" ? {} : { description: note }) };
}

function Identity(props: { status: StatusAnswer; value: string; problem: string | undefined; onChange: (value: string) => void }) {
  const { status, value } = props;
  const groups: SelectProps.OptionGroup[] = [
    { label: "Profiles of the AWS configuration", options: status.profiles.map(profileOption) },
    { label: "Keys in this computer's keyring", options: status.keys.map((name) => ({ value: `key:${name}`, label: name, iconName: "key" as const })) },
  ].filter((group) => group.options.length > 0);
  const chosen = groups.flatMap((group) => group.options).find((option) => option.value === value) ?? null;
  return (
    <SpaceBetween size="xs">
      <FormField label="Credentials" description="A profile is used as the AWS command line uses it; sign in there first if it needs that." errorText={props.problem}>
        <Select
          options={groups}
          selectedOption={chosen}
          placeholder="Choose a profile or a key"
          empty="No profiles were found in ~/.aws and no keys are saved. Save a key below."
          onChange={(event) => props.onChange(event.detail.selectedOption.value ?? "")}
          data-testid="identity"
        />
      </FormField>
      {status.profilesProblem !== null && (
        <Alert type="warning">The shared AWS configuration cannot be used: {status.profilesProblem}</Alert>
      )}
      {status.keyringProblem !== null && (
        <Alert type="warning">Keys cannot be kept on this computer: {status.keyringProblem}</Alert>
      )}
    </SpaceBetween>
  );
}

function Scope(props: { form: ConnectForm; problems: Partial<Record<keyof ConnectForm, string>>; set: (change: Partial<ConnectForm>) => void; defaultRole: string }) {
  const { form, problems, set, defaultRole } = props;
  const field = (name: "roleName" | "externalId" | "regions" | "ou", label: string, description: string, placeholder: string) => (
    <FormField label={label} description={description} errorText={problems[name]}>
      <Input value={form[name]} placeholder={placeholder} onChange={(event) => set({ [name]: event.detail.value })} data-testid={`connect-${name}`} />
    </FormField>
  );
  return (
    <ExpandableSection headerText="Role, Regions and scope" variant="footer">
      <ColumnLayout columns={2}>
        {field("roleName", "Role in member accounts", "Assumed in every account that is read.", defaultRole)}
        {field("externalId", "External id", "Sent when the role is assumed.", "none")}
        {field("regions", "Regions", "Separated by commas.", "all that are enabled")}
        {field("ou", "Below this OU only", "An OU's id.", "the whole organization")}
      </ColumnLayout>
    </ExpandableSection>
  );
}
