// Keeps access keys in the computer's keyring. The window never sees a saved key again.
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { StatusAnswer } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useSession } from "../../state/session";
import { Attempted, useAttempt } from "./attempt";

const blank = { name: "", accessKeyId: "", secretAccessKey: "", sessionToken: "" };

/** The form, and the keys that are saved. */
export function KeyForm({ status, onSaved }: { status: StatusAnswer; onSaved: (name: string) => void }) {
  const platform = usePlatform();
  const { refresh, tellFailure } = useSession();
  const attempt = useAttempt();
  const [key, setKey] = useState(blank);
  const complete = key.name.trim() !== "" && key.accessKeyId.trim() !== "" && key.secretAccessKey !== "";
  const save = () =>
    attempt.make(
      () => platform.saveKey({ name: key.name.trim(), accessKeyId: key.accessKeyId.trim(), secretAccessKey: key.secretAccessKey, sessionToken: key.sessionToken || null }),
      () => {
        setKey(blank);
        void refresh().then(() => onSaved(key.name.trim()));
      },
    );
  const forget = (name: string) => void platform.forgetKey(name).then(refresh, tellFailure);
  const field = (id: keyof typeof blank, label: string, secret: boolean) => (
    <FormField label={label}>
      <Input value={key[id]} type={secret ? "password" : "text"} autoComplete={false} onChange={(event) => setKey({ ...key, [id]: event.detail.value })} data-testid={`key-${id}`} />
    </FormField>
  );
  return (
    <ExpandableSection headerText="Access keys in this computer's keyring" variant="footer">
      <SpaceBetween size="m">
        {status.keys.length > 0 && (
          <ul className="plain-list">
            {status.keys.map((name) => (
              <li key={name}>
                {name} <Button variant="inline-link" onClick={() => forget(name)} ariaLabel={`Forget the key ${name}`}>Forget</Button>
              </li>
            ))}
          </ul>
        )}
        <ColumnLayout columns={2}>
          {field("name", "Name", false)}
          {field("accessKeyId", "Access key id", false)}
          {field("secretAccessKey", "Secret access key", true)}
          {field("sessionToken", "Session token, for temporary keys", true)}
        </ColumnLayout>
        <Attempted attempt={attempt} />
        <Button disabled={!complete || status.keyringProblem !== null} loading={attempt.busy} onClick={save}>
          Save in the keyring
        </Button>
      </SpaceBetween>
    </ExpandableSection>
  );
}
