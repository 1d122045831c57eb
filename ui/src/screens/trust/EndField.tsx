// One end of a question: a stage, an OU, an account or a principal, found as one types, or any text.
import { useCallback, useState } from "react";
import type { TrustEnd, TrustEndKind } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { Combo, suggestionFoot, usePaused, type Suggestion } from "../../parts/Combo";
import { KindIcon } from "../../parts/KindIcon";
import { useAsked } from "../../state/asked";
import type { NamedEnd } from "../../state/trustPlace";
import { counted } from "../../state/words";

const MOST_ENDS = 12;
/** So many are asked for where only some kinds are offered. */
const MOST_LOOKED_AT = 60;

const kinds: Record<TrustEndKind, { icon: string; name: string }> = {
  stage: { icon: "AWS::EC2::TransitGatewayRouteTable", name: "stage" },
  ou: { icon: "AWS::Organizations::OrganizationalUnit", name: "OU" },
  account: { icon: "AWS::Organizations::Account", name: "account" },
  principal: { icon: "AWS::IAM::Role", name: "principal" },
};

interface EndFieldProps {
  label: string;
  testId: string;
  end: NamedEnd;
  /** Only these kinds are offered; absent offers all. */
  only?: TrustEndKind;
  onEnd: (end: NamedEnd) => void;
  /** Enter, with the end as it is then. */
  onEnter: (end: NamedEnd) => void;
}

/** The field with its label. */
export function EndField({ label, testId, end, only, onEnd, onEnter }: EndFieldProps) {
  const platform = usePlatform();
  const [opened, setOpened] = useState(false);
  const text = usePaused(end.label);
  const limit = only === undefined ? MOST_ENDS : MOST_LOOKED_AT;
  const asked = useAsked(
    useCallback(() => (opened ? platform.trustEnds(text.trim(), limit) : Promise.resolve<TrustEnd[]>([])), [platform, opened, text, limit]),
  );
  const offered = (asked.data ?? []).filter((one) => only === undefined || one.kind === only).slice(0, MOST_ENDS);
  const suggestions = offered.map((one): Suggestion => ({ value: one.value, label: one.label, content: <Offered end={one} /> }));
  const meant = () => meantEnd(end, offered);
  const hint = end.value === end.label ? "" : end.value;
  return (
    <label className="question__end">
      <span className="question__label">{label}</span>
      <Combo
        text={end.label}
        label={label}
        placeholder={only === "principal" ? "A role or user: name or ARN" : "Stage, OU, account or principal"}
        testId={testId}
        title={end.value}
        suggestions={suggestions}
        foot={suggestionFoot(asked, "Nothing known has this name. Enter asks for it as it is.")}
        onOpen={() => setOpened(true)}
        onText={(typed) => onEnd({ value: typed, label: typed })}
        onPick={({ value, label: name }) => onEnd({ value, label: name })}
        onEnter={() => onEnter(meant())}
        onLeave={() => onEnd(meant())}
      />
      <span className="question__hint" title={hint}>
        {hint}
      </span>
    </label>
  );
}

/** The end that a typed text is the value or, of one alone, the name of; else the text as it is. */
export function meantEnd(end: NamedEnd, offered: readonly TrustEnd[]): NamedEnd {
  const typed = end.value.trim().toLowerCase();
  const exact = offered.find((one) => one.value.toLowerCase() === typed);
  const named = offered.filter((one) => one.label.toLowerCase() === typed);
  const found = exact ?? (named.length === 1 ? named[0] : undefined);
  return found ? { value: found.value, label: found.label } : end;
}

function Offered({ end }: { end: TrustEnd }) {
  const { icon, name } = kinds[end.kind];
  const about = end.principals === null ? name : `${name} · ${counted(end.principals, "principal")}`;
  return (
    <span className="search__hit">
      <KindIcon kind={icon} size={18} />
      <span className="search__name">{end.label}</span>
      <span className="search__where">{about}</span>
      <span className="search__arn">{end.detail === "" ? end.value : end.detail}</span>
    </span>
  );
}
