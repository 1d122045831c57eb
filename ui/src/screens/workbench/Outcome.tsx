// What a text would do in the place of the policy: whom it reaches, who may do what otherwise, which paths open and close, and what is not told.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { PolicyEdited, PolicyRemark } from "../../platform/bindings";
import { ClassMark } from "../../parts/ClassDot";
import { useNavigation } from "../../state/navigation";
import { grouped, groupWords, othersWords, principalWords, trustSign, turns, written, type ActionGroup } from "../../state/policies";
import { stageClass } from "../../state/trustWords";
import { count, counted } from "../../state/words";

interface OutcomeProps {
  told: PolicyEdited;
  /** The text that it is told of. */
  text: string;
  /** A newer text is being looked at. */
  working: boolean;
  onShow: (remark: PolicyRemark) => void;
}

/** The answer beside the text. */
export function Outcome({ told, text, working, onShow }: OutcomeProps) {
  return (
    <Container
      header={
        <Header variant="h2" description="Worked out from the crawl. Nothing is called in AWS." actions={<Working working={working} />}>
          What comes of it
        </Header>
      }
    >
      <div className={working ? "outcome outcome--earlier" : "outcome"} data-testid="outcome" aria-busy={working}>
        <SpaceBetween size="l">
          <Remarks told={told} onShow={onShow} />
          <Size told={told} text={text} />
          <Reached told={told} />
          <Actions told={told} />
          <Trust told={told} />
          <NotTold told={told} />
        </SpaceBetween>
      </div>
    </Container>
  );
}

function Working({ working }: { working: boolean }) {
  return (
    <span role="status" data-testid="outcome-state">
      {working ? <StatusIndicator type="in-progress">Working it out …</StatusIndicator> : <StatusIndicator type="success">Of this text</StatusIndicator>}
    </span>
  );
}

function Part({ title, testId, children }: { title: string; testId: string; children: ReactNode }) {
  return (
    <section aria-label={title} data-testid={testId}>
      <Box variant="h3" padding={{ bottom: "xxs" }}>{title}</Box>
      {children}
    </section>
  );
}

function Remarks({ told: { errors, warnings }, onShow }: { told: PolicyEdited; onShow: (remark: PolicyRemark) => void }) {
  if (errors.length + warnings.length === 0) return null;
  const list = (remarks: readonly PolicyRemark[]) => (
    <ul className="plain-list">
      {remarks.map((remark, index) => (
        <li key={index}>
          {remark.line !== null && (
            <>
              <button type="button" className="link-button" onClick={() => onShow(remark)}>
                Line {remark.line}
              </button>
              {": "}
            </>
          )}
          {remark.problem}
          {remark.path !== "" && <span className="faint"> {remark.path}</span>}
        </li>
      ))}
    </ul>
  );
  return (
    <SpaceBetween size="xs">
      {errors.length > 0 && <div data-testid="policy-errors"><Alert type="error" header={`AWS would refuse this: ${counted(errors.length, "error")}`}>{list(errors)}</Alert></div>}
      {warnings.length > 0 && <div data-testid="policy-warnings"><Alert type="warning" header={counted(warnings.length, "warning")}>{list(warnings)}</Alert></div>}
    </SpaceBetween>
  );
}

function Size({ told: { size, limit, place }, text }: { told: PolicyEdited; text: string }) {
  const isTooLong = limit !== null && size > limit;
  // AWS Organizations counts white space, IAM does not.
  const compact = place === "scp" || place === "rcp" ? written(text)?.compact : undefined;
  const without = compact === undefined ? "" : `${count(Array.from(compact).length)} without white space.`;
  const of = limit === null ? `${counted(size, "character")}; the limit is not known.` : `${count(size)} of ${counted(limit, "character")}.`;
  return (
    <Part title="Size" testId="policy-size">
      {limit !== null && <ProgressBar ariaLabel="Size against the limit" value={Math.min(100, (size / limit) * 100)} {...(isTooLong ? { status: "error", resultText: "Longer than AWS takes" } : {})} />}
      <div>{of} {without}</div>
    </Part>
  );
}

function Reached({ told: { accounts, accountsTotal, place } }: { told: PolicyEdited }) {
  const nothing = place === "scp" || place === "rcp" ? "No account: it is attached to nothing that holds one. The management account is never restricted." : "No account: nobody has it.";
  const others = othersWords(accounts.length, accountsTotal, "account");
  return (
    <Part title={`Reaches ${counted(accountsTotal, "account")}`} testId="policy-reached">
      {accountsTotal === 0 ? nothing : (
        <ul className="outcome__accounts">
          {accounts.map(({ id, name, stage }) => (
            <li key={id} title={id}><ClassMark class={stageClass(stage)} /> {name || id}</li>
          ))}
        </ul>
      )}
      {others !== null && <div className="faint">{others}</div>}
    </Part>
  );
}

/** What is said in place of an answer that cannot be there. */
function withoutChange(told: PolicyEdited): string | null {
  if (!told.isChanged) return "It says what the policy says now. Change the text to see what comes of it.";
  return told.errors.length > 0 && told.actions.length + told.trust.length + told.notTold.length === 0 ? "Not known: it is worked out once the text is a policy." : null;
}

function Actions({ told }: { told: PolicyEdited }) {
  const groups = grouped(told.actions);
  const asked = told.place === "scp" || told.place === "managed";
  const nothing = withoutChange(told) ?? (asked ? "No principal may do more or less of what was asked." : "Not asked action by action: the trust paths tell who can become whom.");
  return (
    <Part title="Who may do what otherwise" testId="policy-actions">
      {groups.length === 0 ? nothing : groups.map((group, index) => <Group key={index} group={group} />)}
    </Part>
  );
}

function Group({ group }: { group: ActionGroup }) {
  const { select } = useNavigation();
  const { turn, actions, principals, total } = group;
  const others = othersWords(principals.length, total, "principal");
  const { sign, meaning } = turns[turn];
  return (
    <ExpandableSection headerText={<span title={meaning}><span className="effect-list__sign" aria-hidden="true">{sign}</span> {groupWords(group)}</span>}>
      <div className="faint">{meaning}</div>
      <ul className="outcome__actions" aria-label="Actions">
        {actions.map((action) => <li key={action}><code>{action}</code></li>)}
      </ul>
      <ul className="plain-list" aria-label="Principals">
        {principals.map((arn) => (
          <li key={arn}>
            <button type="button" className="link-button" title={arn} onClick={() => select([arn])}>{principalWords(arn)}</button>
          </li>
        ))}
      </ul>
      {others !== null && <div className="faint">{others}</div>}
    </ExpandableSection>
  );
}

function Trust({ told }: { told: PolicyEdited }) {
  const nothing = withoutChange(told) ?? "Not known: nothing was told of trust.";
  return (
    <Part title="Trust paths" testId="policy-trust">
      {!told.isChanged || told.trust.length === 0 ? nothing : (
        <ul className="effect-list">
          {told.trust.map((line, index) => (
            <li key={index} className="effect-list__line">
              <span className="effect-list__sign" aria-hidden="true">{trustSign(line)}</span>
              <span>{line}</span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function NotTold({ told }: { told: PolicyEdited }) {
  const nothing = told.isChanged ? (withoutChange(told) ?? "Nothing is left out.") : "Who used which action lately: that is not crawled.";
  return (
    <Part title="What is not told" testId="policy-not-told">
      {told.notTold.length === 0
        ? nothing
        : <ul className="plain-list">{told.notTold.map((line) => <li key={line}>{line}</li>)}</ul>}
    </Part>
  );
}
