// Which connections may change AWS, and what is protected.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import Toggle from "@cloudscape-design/components/toggle";
import { useCallback, useState } from "react";
import type { ChangeSettings, ConnectionSetting } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { Problem } from "../../parts/Problem";
import { useAsked } from "../../state/asked";
import { useSession } from "../../state/session";

/** The dialog. */
export function Connections({ onClose }: { onClose: () => void }) {
  const platform = usePlatform();
  const asked = useAsked(useCallback(() => platform.changeSettings(), [platform]));
  return (
    <Modal visible header="Connections and protection" closeAriaLabel="Close" onDismiss={onClose}>
      {asked.failure && <Problem failure={asked.failure} what="the settings" onRetry={asked.again} />}
      {asked.data && <Settings settings={asked.data} onChanged={asked.again} onClose={onClose} />}
    </Modal>
  );
}

function Settings({ settings, onChanged, onClose }: { settings: ChangeSettings; onChanged: () => void; onClose: () => void }) {
  const platform = usePlatform();
  const { tell, tellFailure } = useSession();
  const [names, setNames] = useState(settings.protected.join("\n"));
  const [quota, setQuota] = useState(settings.accountQuota === null ? "" : String(settings.accountQuota));
  const badQuota = quota.trim() !== "" && !/^[1-9]\d{0,5}$/.test(quota.trim());
  const { connection } = settings;
  const others = settings.connections.filter(({ name }) => name !== connection?.name);
  const allow = (one: ConnectionSetting, may: boolean) => void platform.setMayChange(one.name, may).then(onChanged, tellFailure);
  const save = async () => {
    await platform.setProtected(names.split("\n").map((name) => name.trim()).filter(Boolean), quota.trim() === "" ? null : Number(quota));
    tell("success", "Kept. Plans made from now on ask for these names.");
    onClose();
  };
  return (
    <SpaceBetween size="l">
      <FormField label="Connections" description="Plans are applied only through a connection that may change AWS. A connection is read-only until you say otherwise. This is checked by the program behind the window.">
        <SpaceBetween size="xs">
          {connection ? <Allow one={connection} note={connection.demo ? "The demo may always be changed." : "This cache was read through it."} onChange={allow} /> : <Box>This cache does not tell through which connection it was read.</Box>}
          {others.map((one) => <Allow key={one.name} one={one} onChange={allow} />)}
        </SpaceBetween>
      </FormField>
      <FormField label="Protected accounts and OUs" description="One name or id in each line. A plan that touches one asks for its name as well. The management account, the root and the accounts and OUs of security always are.">
        <Textarea value={names} rows={4} placeholder="payments-prod" onChange={(event) => setNames(event.detail.value)} data-testid="protected-names" />
      </FormField>
      <FormField label="Account quota" description="How many accounts the organization may have, from Service Quotas. Left empty, the check says that it cannot be told." errorText={badQuota ? "A whole number, such as 500" : undefined}>
        <Input value={quota} inputMode="numeric" onChange={(event) => setQuota(event.detail.value)} />
      </FormField>
      <Box float="right">
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" disabled={badQuota} onClick={() => void save().catch(tellFailure)}>Keep protected names and quota</Button>
        </SpaceBetween>
      </Box>
    </SpaceBetween>
  );
}

function Allow({ one, note, onChange }: { one: ConnectionSetting; note?: string; onChange: (one: ConnectionSetting, may: boolean) => void }) {
  return (
    <Toggle checked={one.mayChange} disabled={one.demo} description={note} onChange={(event) => onChange(one, event.detail.checked)} data-testid="may-change">
      {one.name}: {one.mayChange ? "may change AWS" : "read-only"}
    </Toggle>
  );
}

/** Told before a plan is applied through a connection that may not change anything; with the way to allow it. */
export function ReadOnly({ connection, onOpen }: { connection: ConnectionSetting | null; onOpen: () => void }) {
  return (
    <Alert type="info" header={connection ? `${connection.name} is read-only` : "No connection is known"} action={<Button data-testid="allow-changes" onClick={onOpen}>Connections</Button>}>
      {connection ? "Plans can be made and reviewed, and not applied. Allow changes through this connection first." : "This cache does not tell where it was read from. Connect and crawl again to apply plans."}
    </Alert>
  );
}
