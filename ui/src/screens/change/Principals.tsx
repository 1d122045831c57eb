// Who may launch from a portfolio: chosen from those it has already, from permission sets, or typed.
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TokenGroup from "@cloudscape-design/components/token-group";
import { useCallback, useState } from "react";
import { Combo, type Suggestion } from "../../parts/Combo";
import { usePlatform } from "../../platform/context";
import { useAsked } from "../../state/asked";
import type { ChosenPortfolio } from "../../state/change";

interface PrincipalsProps {
  portfolio: ChosenPortfolio | null;
  chosen: readonly string[];
  onChoose: (principals: readonly string[]) => void;
}

/** Suggestions that are shown at once. */
const MOST = 12;

/** Whether a text is an IAM principal, or a pattern of one. */
export function isPrincipal(text: string): boolean {
  return /^arn:[\w-]+:iam::(\d{12})?:(role|user|group)\/\S+$/.test(text);
}

/** The field, and what was chosen. */
export function Principals({ portfolio, chosen, onChoose }: PrincipalsProps) {
  const [text, setText] = useState("");
  const known = useKnown(portfolio);
  const typed = text.trim().toLowerCase();
  const suggestions = known.filter(({ value, label }) => !chosen.includes(value) && `${value} ${label}`.toLowerCase().includes(typed)).slice(0, MOST);
  const isWrong = text.trim() !== "" && suggestions.length === 0 && !isPrincipal(text.trim());
  const add = (principal: string) => {
    setText("");
    if (!chosen.includes(principal)) onChoose([...chosen, principal]);
  };
  return (
    <SpaceBetween size="xs">
      <FormField
        label="Principals to associate in the recipients"
        description="Nobody sees a portfolio that nobody there may launch from. An ARN without an account (arn:aws:iam:::role/…) is a pattern, which fits in every account; * stands for anything."
        errorText={isWrong ? "An IAM role, user or group, by its ARN" : undefined}
        stretch
      >
        <Combo
          text={text}
          label="Principals to associate in the recipients"
          placeholder="A permission set, or an ARN"
          testId="change-principal"
          suggestions={suggestions}
          onText={setText}
          onPick={({ value }) => add(value)}
          onEnter={() => isPrincipal(text.trim()) && add(text.trim())}
        />
      </FormField>
      <TokenGroup
        items={chosen.map((principal) => ({ label: principal, dismissLabel: `Take ${principal} out` }))}
        onDismiss={({ detail }) => onChoose(chosen.filter((_, at) => at !== detail.itemIndex))}
      />
    </SpaceBetween>
  );
}

/** The principals of the portfolio itself, and permission sets by the pattern of their roles. */
function useKnown(portfolio: ChosenPortfolio | null): readonly Suggestion[] {
  const platform = usePlatform();
  const arn = portfolio?.arn ?? null;
  const asked = useAsked(useCallback(() => (arn === null ? Promise.resolve(null) : platform.inspect(arn)), [platform, arn]));
  const choices = useAsked(useCallback(() => platform.planChoices(), [platform]));
  const own = asked.data?.related.filter(({ kind, outgoing }) => kind === "grants-to" && outgoing).flatMap(({ rows }) => rows.map((row) => row.arn)) ?? [];
  const partition = arn?.split(":")[1] ?? "aws";
  const sets = choices.data?.permissionSets ?? [];
  const all = [
    ...own.map((value) => ({ value, label: value, hint: "has it in the owner's account" })),
    ...sets.map((set) => ({ value: `arn:${partition}:iam:::role/*/AWSReservedSSO_${set}_*`, label: set, hint: "permission set" })),
  ];
  const seen = new Set<string>();
  return all
    .filter(({ value }) => isPattern(value) && !seen.has(value) && seen.add(value))
    .map(({ value, label, hint }) => ({
      value,
      label: value,
      content: (
        <span>
          {label} <span className="faint">{hint}</span>
        </span>
      ),
    }));
}

/** A principal of one account is of no use in another. */
function isPattern(principal: string): boolean {
  return /^arn:[\w-]+:iam:::/.test(principal);
}
