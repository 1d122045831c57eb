// Which portfolio is shared with whom, what goes along, and who is to launch from it there.
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Multiselect, { type MultiselectProps } from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback } from "react";
import { usePlatform } from "../../platform/context";
import { useAsked, type Asked } from "../../state/asked";
import { isAccount, type Along, type ShareChange } from "../../state/change";
import { count, counted } from "../../state/words";
import type { AccountsBelow } from "./accountsBelow";
import { ouOption, useOus } from "./places";
import { Principals } from "./Principals";

interface ShareFormProps {
  change: ShareChange;
  onChange: (change: ShareChange) => void;
  /** The accounts of the OUs that are chosen. */
  below: Asked<AccountsBelow>;
}

/** Plans with more steps than this take long to review. */
const MANY = 200;

/** The form. */
export function ShareForm({ change, onChange, below }: ShareFormProps) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Which portfolio, with whom</Header>}>
        <SpaceBetween size="l">
          <PortfolioField change={change} onChange={onChange} />
          <RecipientsField change={change} onChange={onChange} />
        </SpaceBetween>
      </Container>
      {!change.isShared && (
        <Container header={<Header variant="h2">What goes along</Header>}>
          <SpaceBetween size="l">
            <AlongField
              label="Principal names"
              description="Whoever has a role of one of the portfolio's names there may launch. With OUs and the organization only; who can create roles there can give itself such a name."
              value={change.principalNames}
              testId="change-principal-names"
              onChange={(principalNames) => onChange({ ...change, principalNames })}
            />
            <AlongField
              label="Tag options"
              description="What is launched there is tagged as the portfolio says, also after its tag options change."
              value={change.tagOptions}
              testId="change-tag-options"
              onChange={(tagOptions) => onChange({ ...change, tagOptions })}
            />
          </SpaceBetween>
        </Container>
      )}
      <Container header={<Header variant="h2">Who launches from it there</Header>}>
        <SpaceBetween size="m">
          <Principals portfolio={change.portfolio} chosen={change.principals} onChoose={(principals) => onChange({ ...change, principals })} />
          <Sum change={change} below={below} />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function PortfolioField({ change, onChange }: Pick<ShareFormProps, "change" | "onChange">) {
  const platform = usePlatform();
  const asked = useAsked(useCallback(() => platform.portfolios(), [platform]));
  const rows = asked.data ?? [];
  const options = rows.map((row) => ({ value: row.arn, label: `${row.name} (${row.region})`, description: `${row.accountName} · ${row.id}` }));
  return (
    <FormField label="Portfolio" description="Portfolios are regional: it is seen in its own Region only." stretch>
      <Select
        filteringType="auto"
        expandToViewport
        options={options}
        selectedOption={options.find(({ value }) => value === change.portfolio?.arn) ?? null}
        placeholder="Choose a portfolio"
        statusType={asked.failure ? "error" : asked.data ? "finished" : "loading"}
        errorText={asked.failure?.message}
        ariaLabel="Portfolio"
        data-testid="change-portfolio"
        onChange={({ detail }) => {
          const row = rows.find(({ arn }) => arn === detail.selectedOption.value);
          if (row) onChange({ ...change, portfolio: { arn: row.arn, id: row.id, name: row.name, region: row.region } });
        }}
      />
    </FormField>
  );
}

function RecipientsField({ change, onChange }: Pick<ShareFormProps, "change" | "onChange">) {
  const platform = usePlatform();
  const ous = useOus();
  const accounts = useAsked(useCallback(() => platform.accounts(), [platform]));
  const groups: MultiselectProps.OptionGroup[] = [
    { label: "Organization", options: [{ value: "organization", label: "the organization", description: "every account, also those to come" }] },
    { label: "OUs", options: (ous.data ?? []).filter((row) => row.kind === "ou").map(ouOption) },
    {
      label: "Accounts",
      options: (accounts.data?.rows ?? [])
        .filter((row) => row.state === "ACTIVE")
        .map((row) => ({ value: row.id, label: row.name, labelTag: row.id, description: row.ouPath || "Root" })),
    },
  ];
  const failure = ous.failure ?? accounts.failure;
  return (
    <FormField label={change.isShared ? "In the accounts of" : "With"} description="An OU brings it to the accounts in it, also to those to come." stretch>
      <Multiselect
        filteringType="auto"
        filteringPlaceholder="Find an OU or account"
        expandToViewport
        options={groups}
        selectedOptions={change.recipients.map(({ id, name }) => ({ value: id, label: name, labelTag: isAccount(id) ? id : undefined }))}
        placeholder="Choose OUs or accounts"
        statusType={failure ? "error" : ous.data && accounts.data ? "finished" : "loading"}
        errorText={failure?.message}
        ariaLabel="With"
        data-testid="change-recipients"
        onChange={({ detail }) => onChange({ ...change, recipients: detail.selectedOptions.map(({ value = "", label = value }) => ({ id: value, name: label })) })}
      />
    </FormField>
  );
}

const alongOptions: { value: Along; label: string }[] = [
  { value: "as-is", label: "As it is (a new share: no)" },
  { value: "yes", label: "Shared along" },
  { value: "no", label: "Not shared along" },
];

function AlongField(props: { label: string; description: string; value: Along; testId: string; onChange: (value: Along) => void }) {
  return (
    <FormField label={props.label} description={props.description} stretch>
      <Select
        options={alongOptions}
        selectedOption={alongOptions.find(({ value }) => value === props.value) ?? null}
        ariaLabel={props.label}
        data-testid={props.testId}
        onChange={({ detail }) => props.onChange(detail.selectedOption.value as Along)}
      />
    </FormField>
  );
}

/** In how many accounts so many principals are associated. */
function Sum({ change, below }: Pick<ShareFormProps, "change" | "below">) {
  const { principals, recipients } = change;
  if (below.failure) return <Alert type="error">{below.failure.message}</Alert>;
  if (principals.length === 0 || !below.data) return null;
  const accounts = new Set(recipients.flatMap(({ id }) => (isAccount(id) ? [id] : (below.data?.get(id) ?? []))));
  const steps = accounts.size * principals.length;
  const text = `${counted(principals.length, "principal")} in ${counted(accounts.size, "account")}: up to ${counted(steps, "step")}.`;
  return steps > MANY ? <Alert type="info">{text} Names that are shared along take one step, however many accounts there are ({count(accounts.size)} here).</Alert> : <span className="faint">{text}</span>;
}
