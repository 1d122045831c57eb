// Which accounts are tagged, and with what.
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TagChange } from "../../state/change";
import { counted } from "../../state/words";
import { AccountList } from "./AccountList";

/** The form. */
export function TagForm({ change, onChange }: { change: TagChange; onChange: (change: TagChange) => void }) {
  const { set, remove } = change;
  const put = (at: number, tag: { key: string; value: string }) => onChange({ ...change, set: set.map((one, place) => (place === at ? tag : one)) });
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField label={counted(change.accounts.length, "account")} stretch>
          <AccountList accounts={change.accounts} onChange={(accounts) => onChange({ ...change, accounts })} />
        </FormField>
        <FormField label="Tags to set" description="A tag that is there gets the new value; others stay." stretch>
          <SpaceBetween size="xs">
            {set.map((tag, at) => (
              <div key={at} className="change__tag">
                <Input value={tag.key} placeholder="key" ariaLabel={`Key of tag ${at + 1}`} data-testid="change-tag-key" onChange={(event) => put(at, { ...tag, key: event.detail.value })} />
                <Input value={tag.value} placeholder="value" ariaLabel={`Value of tag ${at + 1}`} data-testid="change-tag-value" onChange={(event) => put(at, { ...tag, value: event.detail.value })} />
                <Button formAction="none" variant="icon" iconName="close" ariaLabel={`Take tag ${at + 1} out`} onClick={() => onChange({ ...change, set: set.filter((_, place) => place !== at) })} />
              </div>
            ))}
            <Button formAction="none" onClick={() => onChange({ ...change, set: [...set, { key: "", value: "" }] })}>
              Another tag
            </Button>
          </SpaceBetween>
        </FormField>
        <FormField label="Keys to take away" description="With commas between them." stretch>
          <Input value={remove.join(",")} ariaLabel="Keys to take away" onChange={(event) => onChange({ ...change, remove: event.detail.value === "" ? [] : event.detail.value.split(",") })} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
