// The pages of the vend form. What the crawl knows is offered; what it does not know can be typed.
import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Choice, PlanChoices } from "../../platform/bindings";
import { counted } from "../../state/words";
import { accountName, addressOf, ousOf, vendStages, type VendForm, type VendProblems, type VendStage } from "./form";

/** What every page is given. */
export interface PageProps {
  form: VendForm;
  choices: PlanChoices;
  problems: VendProblems;
  set: (change: Partial<VendForm>) => void;
}

/** Who, which stages, which addresses. */
export function TeamPage({ form, problems, set }: PageProps) {
  const named = form.team !== "" && form.stages.length > 0;
  const toggle = (stage: VendStage, on: boolean) => set({ stages: on ? [...form.stages, stage] : form.stages.filter((one) => one !== stage) });
  return (
    <Container header={<Header variant="h2">Team</Header>}>
      <SpaceBetween size="l">
        <FormField label="Team name" description="Accounts are called by team and stage." errorText={problems.team}>
          <Input value={form.team} placeholder="fraud" autoComplete={false} spellcheck={false} onChange={(event) => set({ team: event.detail.value.trim() })} data-testid="vend-team" />
        </FormField>
        <FormField label="Stages" description="An account for each." errorText={problems.stages}>
          <SpaceBetween size="xs">
            {vendStages.map(({ id, text, description }) => (
              <Checkbox key={id} checked={form.stages.includes(id)} description={description} onChange={(event) => toggle(id, event.detail.checked)} data-testid={`vend-stage-${id}`}>
                {text}
              </Checkbox>
            ))}
          </SpaceBetween>
        </FormField>
        <FormField label="E-mail addresses" description="Each account has one of its own, which nobody used before. {team} and {stage} stand for themselves." errorText={problems.email}>
          <Input value={form.email} placeholder="aws+{team}-{stage}@example.com" inputMode="email" autoComplete={false} spellcheck={false} onChange={(event) => set({ email: event.detail.value.trim() })} data-testid="vend-email" />
        </FormField>
        {named && (
          <Box color="text-body-secondary" data-testid="vend-names">
            {form.stages.map((stage) => <div key={stage}>{accountName(form.team, stage)}{form.email && `, ${addressOf(form.email, form.team, stage)}`}</div>)}
          </Box>
        )}
        <FormField label={<>Owner <i>– optional</i></>} description="Who answers for the team." errorText={problems.owner}>
          <Input value={form.owner} placeholder="lead@example.com" inputMode="email" onChange={(event) => set({ owner: event.detail.value.trim() })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

/** Where the accounts go, and whether they reach the corporate network. */
export function PlacesPage({ form, choices, problems, set }: PageProps) {
  const options = choices.ous.map(({ id, name, path }) => ({ value: id, label: path || name, description: id }));
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description="The OU decides which policies apply.">Places</Header>}>
        <SpaceBetween size="l">
          {vendStages.filter(({ id }) => form.stages.includes(id)).map(({ id, text }) => {
            const [only, ...more] = ousOf(id, choices.ous);
            const byName = only && more.length === 0 ? only : null;
            return (
              <FormField key={id} label={`OU for ${text.toLowerCase()}`} description={byName ? `${byName.path} is the one for this stage by its name.` : undefined} errorText={problems[id]}>
                <Select
                  filteringType="auto"
                  expandToViewport
                  data-testid={`vend-ou-${id}`}
                  selectedOption={options.find(({ value }) => value === (form.ous[id] ?? byName?.id)) ?? null}
                  options={options}
                  placeholder="Choose an OU"
                  onChange={(event) => set({ ous: { ...form.ous, [id]: event.detail.selectedOption.value } })}
                />
              </FormField>
            );
          })}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Network</Header>}>
        <RadioGroup
          value={form.connectivity}
          onChange={(event) => set({ connectivity: event.detail.value as VendForm["connectivity"] })}
          items={[
            { value: "corporate", label: "Corporate network", description: "The accounts are connected to it." },
            { value: "isolated", label: "Isolated", description: "They are not." },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}

function option({ id, name, detail }: Choice) {
  return { value: id, label: name, description: detail };
}

const NO_BLUEPRINT = { value: "", label: "None" };

/** What sets the accounts up, and what they see. */
export function BlueprintPage({ form, choices, set }: PageProps) {
  const products = choices.products.map(option);
  const portfolios = choices.portfolios.map(option);
  return (
    <Container header={<Header variant="h2">Blueprint and portfolios</Header>}>
      <SpaceBetween size="l">
        <FormField label="Blueprint" description="The product that sets up each new account.">
          <Select filteringType="auto" expandToViewport selectedOption={products.find(({ value }) => value === form.blueprint) ?? NO_BLUEPRINT} options={[NO_BLUEPRINT, ...products]} empty="This crawl knows no product" onChange={({ detail }) => set({ blueprint: detail.selectedOption.value || null })} />
        </FormField>
        <FormField label="Portfolios" description="Those that the accounts are to see. Portfolios that are shared with their OU are seen anyway.">
          <Multiselect filteringType="auto" expandToViewport placeholder="Choose portfolios" selectedOptions={portfolios.filter(({ value }) => form.portfolios.includes(value))} options={portfolios} empty="This crawl knows no portfolio" onChange={({ detail }) => set({ portfolios: detail.selectedOptions.flatMap(({ value }) => value ?? []) })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

/** Who may work in the accounts, and their tags. */
export function PeoplePage({ form, choices, problems, set }: PageProps) {
  const person = (at: number, change: Partial<VendForm["people"][number]>) => set({ people: form.people.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  const tag = (at: number, change: Partial<VendForm["tags"][number]>) => set({ tags: form.tags.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  const stages = vendStages.filter(({ id }) => form.stages.includes(id)).map(({ id, text }) => ({ value: id, label: text }));
  const unread = choices.unreadAccounts > 0 ? ` The roles of ${counted(choices.unreadAccounts, "account")} were not read: there may be other sets.` : "";
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description={`Groups of IAM Identity Center and what they may do. Permission sets are offered by the roles that the crawl found.${unread}`}>People</Header>}>
        <AttributeEditor
          items={[...form.people]}
          addButtonText="Add a group"
          removeButtonText="Remove"
          empty="Nobody is given access by this plan."
          onAddButtonClick={() => set({ people: [...form.people, { group: "", permissionSet: "", stages: [] }] })}
          onRemoveButtonClick={({ detail }) => set({ people: form.people.filter((_, index) => index !== detail.itemIndex) })}
          definition={[
            { label: "Group", errorText: (_, index) => problems[`person-${index}`], control: (item, index) => <Input ariaLabel="Group" value={item.group} placeholder="fraud-data-scientists" onChange={(event) => person(index, { group: event.detail.value })} /> },
            { label: "Permission set", control: (item, index) => <Autosuggest ariaLabel="Permission set" value={item.permissionSet} options={choices.permissionSets.map((value) => ({ value }))} enteredTextLabel={(text) => `Use ${text}`} empty="No permission set is known" placeholder="DataScientist" onChange={(event) => person(index, { permissionSet: event.detail.value })} /> },
            { label: "Stages", control: (item, index) => <Multiselect ariaLabel="Stages" placeholder="All stages" inlineTokens selectedOptions={stages.filter(({ value }) => item.stages.includes(value))} options={stages} onChange={({ detail }) => person(index, { stages: detail.selectedOptions.map(({ value }) => value as VendStage) })} /> },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2" description="Set on every account of the team.">Tags</Header>}>
        <AttributeEditor
          items={[...form.tags]}
          addButtonText="Add a tag"
          removeButtonText="Remove"
          empty="No tags."
          onAddButtonClick={() => set({ tags: [...form.tags, { key: "", value: "" }] })}
          onRemoveButtonClick={({ detail }) => set({ tags: form.tags.filter((_, index) => index !== detail.itemIndex) })}
          definition={[
            { label: "Key", errorText: (_, index) => problems[`tag-${index}`], control: (item, index) => <Input ariaLabel="Key" value={item.key} placeholder="cost-centre" onChange={(event) => tag(index, { key: event.detail.value })} /> },
            { label: "Value", control: (item, index) => <Input ariaLabel="Value" value={item.value} placeholder="4711" onChange={(event) => tag(index, { value: event.detail.value })} /> },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
