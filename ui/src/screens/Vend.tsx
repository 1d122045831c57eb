// Vends accounts for a team: asked page by page, shown as a plan before anything is called.
import Box from "@cloudscape-design/components/box";
import Wizard from "@cloudscape-design/components/wizard";
import { useCallback, useState } from "react";
import type { PlanChoices, PlanShown } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { asFailure } from "../platform/platform";
import { Problem } from "../parts/Problem";
import { useAsked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { BlueprintPage, PeoplePage, PlacesPage, TeamPage, type PageProps } from "./vend/Pages";
import type { Drawn } from "./plan/PlanMap";
import { VendReview } from "./vend/Review";
import { emptyVend, peopleProblems, placeProblems, teamProblems, vendIntent, type VendForm, type VendProblems } from "./vend/form";

/** The screen. */
export function Vend({ drawn }: { drawn: Drawn }) {
  const platform = usePlatform();
  const asked = useAsked(useCallback(() => platform.planChoices(), [platform]));
  if (asked.failure) return <Problem failure={asked.failure} what="what can be chosen" onRetry={asked.again} />;
  if (!asked.data) return <Box padding="l" color="text-body-secondary">Reading what can be chosen</Box>;
  return <Pages choices={asked.data} drawn={drawn} />;
}

const REVIEW = 4;

function Pages({ choices, drawn }: { choices: PlanChoices; drawn: Drawn }) {
  const platform = usePlatform();
  const { go, show } = useNavigation();
  const [form, setForm] = useState<VendForm>(emptyVend);
  const [page, setPage] = useState(0);
  const [tried, setTried] = useState(false);
  const [preview, setPreview] = useState<{ shown: PlanShown | null; problem: string | null }>({ shown: null, problem: null });
  const problemsOf: ((form: VendForm) => VendProblems)[] = [teamProblems, (one) => placeProblems(one, choices), () => ({}), peopleProblems];
  const problems = problemsOf[page]?.(form) ?? {};
  const props: PageProps = { form, choices, problems: tried ? problems : {}, set: (change) => setForm((last) => ({ ...last, ...change })) };
  const turn = (to: number) => {
    // Back is always free; forward is not, past a page that has a problem.
    const first = problemsOf.findIndex((of, index) => index < to && index >= page && Object.keys(of(form)).length > 0);
    if (to > page && first !== -1) {
      setPage(first);
      setTried(true);
      return;
    }
    setPage(to);
    setTried(false);
    if (to !== REVIEW) return;
    setPreview({ shown: null, problem: null });
    platform.plan(vendIntent(form)).then(
      (shown) => setPreview({ shown, problem: null }),
      (reason: unknown) => setPreview({ shown: null, problem: asFailure(reason).message }),
    );
  };
  const open = () => {
    if (preview.shown) go({ screen: "plan", plan: preview.shown.row.id });
  };
  return (
    <div data-testid="vend">
      <Wizard
        activeStepIndex={page}
        onNavigate={(event) => turn(event.detail.requestedStepIndex)}
        onCancel={() => show("plans")}
        onSubmit={open}
        isLoadingNextStep={page === REVIEW && !preview.shown && !preview.problem}
        submitButtonText="Open the plan to confirm it"
        i18nStrings={{
          stepNumberLabel: (step) => `Page ${step}`,
          collapsedStepsLabel: (step, count) => `Page ${step} of ${count}`,
          cancelButton: "Cancel",
          previousButton: "Back",
          nextButton: "Next",
          navigationAriaLabel: "Pages",
        }}
        steps={[
          { title: "Team and stages", content: <TeamPage {...props} /> },
          { title: "Places and network", content: <PlacesPage {...props} /> },
          { title: "Blueprint and portfolios", content: <BlueprintPage {...props} />, isOptional: true },
          { title: "People and tags", content: <PeoplePage {...props} />, isOptional: true },
          { title: "Review", description: "Nothing was called yet. The plan says every call; it is applied once you type the team's name.", content: <VendReview form={form} choices={choices} preview={preview} drawn={drawn} /> },
        ]}
      />
    </div>
  );
}
