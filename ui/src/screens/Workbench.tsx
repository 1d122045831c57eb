// The policy workbench: the text of a policy, and beside it what comes of a change before anything is planned.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { lazy, Suspense, useCallback, useRef, useState } from "react";
import type { PolicyEdited } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import { usePaused } from "../parts/Combo";
import { CopyText } from "../parts/CopyText";
import { Problem } from "../parts/Problem";
import { useAsked, type Asked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { placeNames, whyNeverPlanned, whyNotPlanned, written } from "../state/policies";
import { usePolicyDraft, type PolicyDraft } from "../state/policyDraft";
import { useReview } from "../state/review";
import { useSession } from "../state/session";
import { ChoosePolicy } from "./workbench/ChoosePolicy";
import { Outcome } from "./workbench/Outcome";
import type { EditorHandle } from "./workbench/PolicyEditor";
import "./workbench/workbench.css";

const TYPING_PAUSE = 400;

/** Read when it is wanted: the window opens without it. */
const PolicyEditor = lazy(async () => ({ default: (await import("./workbench/PolicyEditor")).PolicyEditor }));

/** The screen. */
export function Workbench() {
  const { place } = useNavigation();
  return place.policy === null ? <ChoosePolicy /> : <Opened key={place.policy} policy={place.policy} />;
}

function Opened({ policy }: { policy: string }) {
  const platform = usePlatform();
  const { go } = useNavigation();
  const asIs = useAsked(useCallback(() => platform.editedPolicy(policy, null), [platform, policy]));
  if (asIs.failure) {
    return (
      <div className="workbench">
        <SpaceBetween size="m">
          <Problem failure={asIs.failure} what="this policy" onRetry={asIs.again} />
          <Button onClick={() => go({ policy: null })}>Choose another policy</Button>
        </SpaceBetween>
      </div>
    );
  }
  if (!asIs.data) return <div className="workbench"><Spinner /> Reading the policy …</div>;
  return <Bench policy={policy} asIs={asIs.data} />;
}

/** What is told of the edited text; an earlier answer stays while a newer one is awaited. */
interface Told extends Pick<Asked<unknown>, "failure" | "again"> {
  told: PolicyEdited | null;
  /** The text that it is told of. */
  text: string;
  working: boolean;
}

function useTold(policy: string, asIs: PolicyEdited, draft: PolicyDraft | null): Told {
  const platform = usePlatform();
  const edited = draft?.text ?? null;
  const paused = usePaused(edited, TYPING_PAUSE);
  const { data, failure, loading, again } = useAsked(
    useCallback(async () => (paused === null ? null : { text: paused, told: await platform.editedPolicy(policy, paused.trimEnd()) }), [platform, policy, paused]),
  );
  if (edited === null) return { told: asIs, text: asIs.original ?? "", working: false, failure: null, again };
  const isAnswered = edited === paused && !loading;
  return { told: data?.told ?? (isAnswered ? null : asIs), text: data?.text ?? asIs.original ?? "", working: !isAnswered, failure: isAnswered ? failure : null, again };
}

function Bench({ policy, asIs }: { policy: string; asIs: PolicyEdited }) {
  const platform = usePlatform();
  const review = useReview();
  const [draft, keep] = usePolicyDraft(policy);
  const { told, text: toldOf, working, failure, again } = useTold(policy, asIs, draft);
  const [planning, setPlanning] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const editor = useRef<EditorHandle>(null);
  const original = asIs.original ?? "";
  const text = draft?.text ?? original;
  const write = (next: string) => {
    setRefused(null);
    keep(next === original ? null : { text: next, over: draft ? draft.over : asIs.original });
  };
  const never = whyNeverPlanned(asIs);
  const whyNot = working || !told ? "What comes of it is not worked out yet" : whyNotPlanned(told);
  const plan = () => {
    if (never !== null || whyNot !== null || planning) return;
    setPlanning(true);
    platform.plan({ kind: "change-policy", policy: asIs.arn.split("/").at(-1) ?? asIs.arn, content: text.trim() }).then(review, (reason: unknown) => {
      setPlanning(false);
      setRefused(asFailure(reason).message);
    });
  };
  // An empty field is no mistake where nothing was read.
  const remarked = told && text !== "" ? told : null;
  return (
    <div className="workbench" data-testid="workbench" data-policy={asIs.arn}>
      <SpaceBetween size="m">
        <Head asIs={asIs} />
        <Notices asIs={asIs} draft={draft} onDiscard={() => write(original)} />
        <div className="workbench__sides">
          <Container header={<Header variant="h2" description="Ctrl+Space completes, F8 goes to the next error, Ctrl+Enter plans." actions={<TextActions text={text} original={original} onText={write} />}>Text</Header>}>
            <SpaceBetween size="s">
              <Suspense fallback={<div className="policy-editor"><Spinner /></div>}>
                <PolicyEditor
                  ref={editor}
                  text={text}
                  label={`Text of ${asIs.name}`}
                  errors={remarked?.errors ?? none}
                  warnings={remarked?.warnings ?? none}
                  remarksOf={toldOf}
                  onText={write}
                  onDone={plan}
                />
              </Suspense>
              {refused !== null && <Alert type="error" header="No plan can be made of this">{refused}</Alert>}
              <div className="workbench__foot">
                <Box color="text-body-secondary" data-testid="why-not">{never ?? whyNot ?? "Making a plan calls nothing in AWS."}</Box>
                {never === null && (
                  <Button variant="primary" data-testid="plan-policy" disabled={whyNot !== null} disabledReason={whyNot ?? undefined} loading={planning} onClick={plan}>
                    Plan this change
                  </Button>
                )}
              </div>
            </SpaceBetween>
          </Container>
          {failure ? <Problem failure={failure} what="what comes of it" onRetry={again} /> : told && <Outcome told={remarked ?? { ...told, errors: none, warnings: none }} text={toldOf} working={working} onShow={(remark) => editor.current?.show(remark)} />}
        </div>
      </SpaceBetween>
    </div>
  );
}

const none: PolicyEdited["errors"] = [];

function Head({ asIs }: { asIs: PolicyEdited }) {
  const { go, select } = useNavigation();
  return (
    <Header
      variant="h1"
      description={<>{placeNames[asIs.place]} · <CopyText text={asIs.arn} what="ARN" testId="workbench-arn" /></>}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={() => select([asIs.arn])}>Details</Button>
          <Button data-testid="another-policy" onClick={() => go({ policy: null, selection: [] })}>Another policy</Button>
        </SpaceBetween>
      }
    >
      {asIs.name}
    </Header>
  );
}

/** What is not known of the policy as it is, and an edit of a text that is there no longer. */
function Notices({ asIs, draft, onDiscard }: { asIs: PolicyEdited; draft: PolicyDraft | null; onDiscard: () => void }) {
  const { unread, original } = asIs;
  return (
    <>
      {(unread !== null || original === null) && (
        <div data-testid="policy-unread">
          <Alert type="warning" header={original === null ? "What it says now is not known" : "What it says now is not known for sure"}>
            {unread ?? "Its text was not read."}
            {original === null && " Write or paste a text to see what it would be in its place; what it does now cannot be compared."}
          </Alert>
        </div>
      )}
      {draft !== null && draft.over !== original && (
        <Alert type="warning" header="The policy has changed since you began to edit it" action={<Button onClick={onDiscard}>Start from what it says now</Button>}>
          What comes of your text is told against what the policy says in the crawl that is shown.
        </Alert>
      )}
    </>
  );
}

function TextActions({ text, original, onText }: { text: string; original: string; onText: (text: string) => void }) {
  const { tell, tellFailure } = useSession();
  const forms = written(text);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    tell("success", "Copied the text.");
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="inline-icon" iconName="copy" ariaLabel="Copy the text" onClick={() => void copy().catch(tellFailure)} />
      <Button disabled={forms === null || forms.laidOut === text} onClick={() => forms && onText(forms.laidOut)}>Lay out</Button>
      <Button disabled={forms === null || forms.compact === text} data-testid="compact" onClick={() => forms && onText(forms.compact)}>Remove white space</Button>
      <Button disabled={text === original} data-testid="discard-edit" onClick={() => onText(original)}>Undo all</Button>
    </SpaceBetween>
  );
}
