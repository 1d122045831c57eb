// What was made, once it is proved: the accounts with the way into each, and where they are on the map.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { PlanShown, StepShown } from "../../platform/bindings";
import { CopyText } from "../../parts/CopyText";
import { useReveal } from "../../state/reveal";
import { useAsked } from "../../state/asked";
import { usePlatform } from "../../platform/context";
import { useCallback } from "react";

/** An account that a plan made. */
interface Made {
  id: string;
  name: string;
}

/** The accounts that were made, by the steps that made them. */
export function accountsMade({ plan }: Pick<PlanShown, "plan">, steps: readonly StepShown[]): Made[] {
  return plan.steps.flatMap((step, index) => {
    const answer = steps[index]?.answer;
    const id = step.operation === "CreateAccount" && answer !== null && typeof answer === "object" && !Array.isArray(answer) ? answer.accountId : undefined;
    const name = step.parameters.AccountName;
    return typeof id === "string" ? [{ id, name: typeof name === "string" ? name : id }] : [];
  });
}

/** Where somebody signs in to an account: the console asks for IAM Identity Center or a user of that account. */
export function signInUrl(account: string): string {
  return `https://${account}.signin.aws.amazon.com/console`;
}

/** The end. */
export function Done({ shown, steps }: { shown: PlanShown; steps: readonly StepShown[] }) {
  const platform = usePlatform();
  const reveal = useReveal();
  const made = accountsMade(shown, steps);
  const accounts = useAsked(useCallback(() => platform.accounts(), [platform]));
  const arns = made.flatMap(({ id }) => accounts.data?.rows.filter((row) => row.id === id).map((row) => row.arn) ?? []);
  const action = arns.length > 0 ? <Button data-testid="show-made" onClick={() => void reveal(arns)}>Show on the map</Button> : undefined;
  return (
    <Alert type="success" header="Proved: what the plan asks for was read in AWS" action={action}>
      {made.length > 0 && (
        <div data-testid="made">
          <SpaceBetween size="xxs">
            {made.map(({ id, name }) => (
              <div key={id}>
                <Box variant="strong">{name}</Box> {id}, sign in at <CopyText text={signInUrl(id)} what="Sign-in address" />
              </div>
            ))}
          </SpaceBetween>
        </div>
      )}
    </Alert>
  );
}
