// Which accounts move, and where.
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { MoveChange } from "../../state/change";
import { counted } from "../../state/words";
import { AccountList } from "./AccountList";
import { ouOption, useOus } from "./places";

/** The form. */
export function MoveForm({ change, onChange }: { change: MoveChange; onChange: (change: MoveChange) => void }) {
  const ous = useOus();
  const options = (ous.data ?? []).map(ouOption);
  const chosen = options.find(({ value }) => value === change.to?.id) ?? null;
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField label={counted(change.accounts.length, "account")} stretch>
          <AccountList accounts={change.accounts} onChange={(accounts) => onChange({ ...change, accounts })} />
        </FormField>
        <FormField label="Move to" description="Policies, portfolio shares and trust by OU follow the place: the plan tells which come and go." stretch>
          <Select
            autoFocus
            filteringType="auto"
            filteringPlaceholder="Find an OU"
            expandToViewport
            options={options}
            selectedOption={chosen}
            placeholder="Choose an OU"
            statusType={ous.failure ? "error" : ous.data ? "finished" : "loading"}
            errorText={ous.failure?.message}
            ariaLabel="Move to"
            data-testid="change-to"
            onChange={({ detail: { selectedOption } }) => onChange({ ...change, to: { id: selectedOption.value ?? "", name: selectedOption.label ?? "" } })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
