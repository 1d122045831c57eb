// The small forms for one change: what is meant is chosen by name, and the plan is made at once.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useMemo, useState } from "react";
import type { Intent, PlanChoices } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { asFailure } from "../../platform/platform";
import { Problem } from "../../parts/Problem";
import { useAsked } from "../../state/asked";

/** What the forms plan. */
export type NewPlanKind = "share" | "unshare" | "move" | "attach" | "detach" | "close";

/** What can be chosen for a field. */
type Source = "portfolio" | "target" | "recipient" | "account" | "ou" | "policy";

interface Form {
  id: NewPlanKind;
  text: string;
  fields: readonly [{ label: string; of: Source }, { label: string; of: Source }] | readonly [{ label: string; of: Source }];
  intent: (first: string, second: string) => Intent;
}

/** The forms, as the menu lists them. */
export const newPlans: readonly Form[] = [
  { id: "share", text: "Share a portfolio", fields: [{ label: "Portfolio", of: "portfolio" }, { label: "Share with", of: "recipient" }], intent: (portfolio, other) => ({ kind: "share", portfolio, with: other }) },
  { id: "unshare", text: "End a portfolio share", fields: [{ label: "Portfolio", of: "portfolio" }, { label: "Shared with", of: "recipient" }], intent: (portfolio, other) => ({ kind: "unshare", portfolio, with: other }) },
  { id: "move", text: "Move an account", fields: [{ label: "Account", of: "account" }, { label: "To", of: "ou" }], intent: (account, to) => ({ kind: "move", account, to }) },
  { id: "attach", text: "Attach a policy", fields: [{ label: "Policy", of: "policy" }, { label: "Attach to", of: "target" }], intent: (policy, to) => ({ kind: "attach", policy, to }) },
  { id: "detach", text: "Detach a policy", fields: [{ label: "Policy", of: "policy" }, { label: "Detach from", of: "target" }], intent: (policy, from) => ({ kind: "detach", policy, from }) },
  { id: "close", text: "Close an account", fields: [{ label: "Account", of: "account" }], intent: (account) => ({ kind: "close", account }) },
];

/** The dialog. */
export function NewPlan({ kind, onClose, onMade }: { kind: NewPlanKind; onClose: () => void; onMade: (plan: string) => void }) {
  const platform = usePlatform();
  const form = newPlans.find(({ id }) => id === kind) as Form;
  const ask = useCallback(async () => {
    const [choices, accounts] = await Promise.all([platform.planChoices(), platform.accounts()]);
    return { choices, accounts: accounts.rows.map(({ id, name, ouPath }) => ({ value: id, label: name, description: `${id}${ouPath ? ` · ${ouPath}` : ""}` })) };
  }, [platform]);
  const asked = useAsked(ask);
  const [chosen, setChosen] = useState<readonly (SelectProps.Option | null)[]>([null, null]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const options = useMemo(() => (asked.data ? optionsOf(asked.data.choices, asked.data.accounts) : null), [asked.data]);
  const make = () => {
    setTried(true);
    const [first, second] = chosen.map((one) => one?.value ?? "");
    if (!first || (form.fields.length > 1 && !second)) return;
    setBusy(true);
    setFailure(null);
    platform.plan(form.intent(first, second ?? "")).then(
      ({ row }) => onMade(row.id),
      (reason: unknown) => {
        setBusy(false);
        setFailure(asFailure(reason).message);
      },
    );
  };
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={onClose}>Close</Button>
        <Button variant="primary" loading={busy} disabled={!options} onClick={make} data-testid="make-plan">Make the plan</Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible header={form.text} closeAriaLabel="Close" onDismiss={onClose} footer={footer}>
      <SpaceBetween size="m">
        {asked.failure && <Problem failure={asked.failure} what="what can be chosen" onRetry={asked.again} />}
        {form.fields.map(({ label, of }, index) => (
          <FormField key={label} label={label} errorText={tried && !chosen[index] ? `Choose the ${label.toLowerCase()}` : undefined}>
            <Select
              data-testid={`choose-${index}`}
              filteringType="auto"
              expandToViewport
              virtualScroll
              selectedOption={chosen[index] ?? null}
              options={options?.[of] ?? []}
              statusType={options ? "finished" : "loading"}
              placeholder="Choose by name or id"
              empty="This crawl knows none"
              onChange={(event) => setChosen(chosen.map((one, at) => (at === index ? event.detail.selectedOption : one)))}
            />
          </FormField>
        ))}
        {failure && <Alert type="error" header="No plan can be made of this">{failure}</Alert>}
        <Box color="text-body-secondary" fontSize="body-s">Making a plan calls nothing in AWS.</Box>
      </SpaceBetween>
    </Modal>
  );
}

type Options = Record<Source, SelectProps.Option[]>;

function optionsOf(choices: PlanChoices, accounts: SelectProps.Option[]): Options {
  const named = ({ id, name, detail }: { id: string; name: string; detail: string }) => ({ value: id, label: name, description: detail });
  const ous = choices.ous.map(({ id, name, path }) => ({ value: id, label: path || name, description: id }));
  return {
    portfolio: choices.portfolios.map(named),
    policy: choices.policies.map(named),
    account: accounts,
    ou: ous,
    target: [...ous, ...accounts],
    recipient: [{ value: "organization", label: "The whole organization" }, ...ous, ...accounts],
  };
}
