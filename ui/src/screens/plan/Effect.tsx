// What comes of a plan, before anything is called: accounts, places, policies, portfolios, limits.
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Plan, PlanChange, PlanEdge, PlanNamed, PlanQuota, PolicyEffect, PortfolioEffect } from "../../platform/bindings";
import { count, counted } from "../../state/words";

const changes: Record<PlanChange, { sign: string; word: string }> = {
  added: { sign: "+", word: "new" },
  moved: { sign: "→", word: "moved" },
  changed: { sign: "~", word: "changed" },
  removed: { sign: "−", word: "goes" },
};

/** So many lines of a kind are shown; the others are counted. */
const MOST_LINES = 60;

/** The effect. */
export function EffectOf({ plan }: { plan: Plan }) {
  const { effect } = plan;
  const places = effect.edges.filter(({ kind }) => kind === "child-of");
  const links = effect.edges.filter(({ kind }) => kind !== "child-of");
  const figures = [
    effect.accountsAdded > 0 ? `${counted(effect.accountsAdded, "account")} added` : null,
    effect.accountsMoved > 0 ? `${counted(effect.accountsMoved, "account")} moved` : null,
    effect.accountsClosed > 0 ? `${counted(effect.accountsClosed, "account")} closed` : null,
  ].filter((one) => one !== null);
  const groups = [
    { title: "Accounts and their places", lines: places.map(placeLine) },
    { title: "Other links", lines: links.map(linkLine) },
    { title: "Policies that apply", lines: effect.policies.map(policyLine) },
    { title: "Who sees portfolios", lines: effect.portfolios.flatMap(portfolioLines) },
    { title: "Trust paths", lines: effect.trust.map((text) => ({ change: "changed" as const, text })) },
    { title: "Findings", lines: effect.findings.map((text) => ({ change: "changed" as const, text })) },
  ].filter(({ lines }) => lines.length > 0);
  return (
    <Container header={<Header variant="h2" description="The organization as the plan leaves it, read off its steps.">{figures.length > 0 ? `What changes: ${figures.join(", ")}` : "What changes"}</Header>}>
      <div data-testid="effect">
        {groups.length === 0 && effect.quotas.length === 0 && <Box color="text-body-secondary">Nothing changes.</Box>}
        <ColumnLayout columns={groups.length > 1 ? 2 : 1}>
          {groups.map(({ title, lines }) => <Group key={title} title={title} lines={lines} />)}
          {effect.quotas.length > 0 && <Quotas quotas={effect.quotas} />}
        </ColumnLayout>
      </div>
    </Container>
  );
}

interface Line {
  change: PlanChange;
  text: string;
}

function Group({ title, lines }: { title: string; lines: readonly Line[] }) {
  return (
    <SpaceBetween size="xxs">
      <Box variant="h3">{title}</Box>
      <ul className="effect-list">
        {lines.slice(0, MOST_LINES).map(({ change, text }, index) => (
          <li key={index} className={`effect-list__line effect-list__line--${change}`}>
            <span className="effect-list__sign" aria-hidden="true">{changes[change].sign}</span>
            <span><span className="visually-hidden">{changes[change].word}: </span>{text}</span>
          </li>
        ))}
        {lines.length > MOST_LINES && <li>and {count(lines.length - MOST_LINES)} more</li>}
      </ul>
    </SpaceBetween>
  );
}

function placeLine(edge: PlanEdge): Line {
  const { change, fromName, toName, wasName } = edge;
  return { change, text: wasName ? `${fromName}: from ${wasName} to ${toName}` : change === "removed" ? `${fromName} is no longer in ${toName}` : `${fromName} in ${toName}` };
}

function linkLine({ change, kind, fromName, toName, wasName }: PlanEdge): Line {
  return { change, text: `${fromName} ${kind.replaceAll("-", " ")} ${toName}${wasName ? ` (was ${wasName})` : ""}` };
}

function policyLine({ change, name, kind, accounts }: PolicyEffect & { kind?: string }): Line {
  const of = `${name}${kind ? ` (${kind})` : ""}`;
  return { change, text: change === "removed" ? `${of} no longer applies to ${names(accounts)}` : `${of} applies to ${names(accounts)}` };
}

function portfolioLines({ name: own, region, seenBefore, seenAfter, gains, loses, unusable }: PortfolioEffect): Line[] {
  const lines: Line[] = [];
  // Several Regions may have one of that name.
  const name = region ? `${own} (${region})` : own;
  if (gains.length > 0) lines.push({ change: "added", text: `${name}: seen by ${names(gains)} as well (${count(seenBefore)} before, ${count(seenAfter)} after)` });
  if (loses.length > 0) lines.push({ change: "removed", text: `${name}: no longer seen by ${names(loses)} (${count(seenBefore)} before, ${count(seenAfter)} after)` });
  if (unusable.length > 0) lines.push({ change: "changed", text: `${name}: seen and not usable by ${names(unusable)}` });
  return lines;
}

function names(accounts: readonly PlanNamed[]): string {
  const shown = accounts.slice(0, 8).map(({ name }) => name).join(", ");
  return accounts.length > 8 ? `${shown} and ${counted(accounts.length - 8, "more account")}` : shown;
}

function Quotas({ quotas }: { quotas: readonly PlanQuota[] }) {
  return (
    <SpaceBetween size="xxs">
      <Box variant="h3">Limits used</Box>
      <ul className="effect-list">
        {quotas.map(({ name, before, after, limit }) => (
          <li key={name}>
            {name}: {count(before)} before, {count(after)} after, {limit === undefined ? "limit not known" : `of ${count(limit)}`}
            {limit !== undefined && after > limit && <Box variant="strong" color="text-status-error"> more than the limit</Box>}
          </li>
        ))}
      </ul>
    </SpaceBetween>
  );
}
