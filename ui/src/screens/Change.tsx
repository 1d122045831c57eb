// Where a change is put together: a portfolio shared, accounts moved or tagged. It ends with the plan, and nothing happens before that is confirmed.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, useEffect, useState } from "react";
import { Problem } from "../parts/Problem";
import type { Intent } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { useAsked } from "../state/asked";
import { changeTitle, intentOf, type Change as Asked, type MoveChange } from "../state/change";
import { useNavigation } from "../state/navigation";
import { useReview } from "../state/review";
import { useSession } from "../state/session";
import { useAccountsBelow } from "./change/accountsBelow";
import { MoveForm } from "./change/MoveForm";
import { ShareForm } from "./change/ShareForm";
import { TagForm } from "./change/TagForm";
import "./change/change.css";

/** The screen. */
export function Change() {
  const { place } = useNavigation();
  if (place.change?.kind === "move" && place.change.isWhole) return <Whole change={place.change} />;
  return place.change ? <Form change={place.change} /> : <Box padding="l">Nothing is being changed. Choose accounts on the map or in a table, or a cell of the portfolio matrix.</Box>;
}

/** Accounts dropped on an OU: their plan is what one waits for. Who comes back from it finds the form. */
function Whole({ change }: { change: MoveChange }) {
  const platform = usePlatform();
  const { amend } = useNavigation();
  const review = useReview();
  const key = JSON.stringify(intentOf(change, () => []));
  const asked = useAsked(useCallback(() => platform.plan(JSON.parse(key) as Intent), [platform, key]));
  const { data } = asked;
  useEffect(() => {
    if (!data) return;
    amend({ change: { ...change, isWhole: false } });
    review(data);
    // Once, when the plan is there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [data]);
  if (asked.failure) return <Problem failure={asked.failure} what="the plan" onRetry={asked.again} />;
  return (
    <div className="change">
      <Spinner /> Working out the plan …
    </div>
  );
}

function Form({ change }: { change: Asked }) {
  const platform = usePlatform();
  const { amend, back } = useNavigation();
  const { tellFailure } = useSession();
  const review = useReview();
  const [planning, setPlanning] = useState(false);
  const below = useAccountsBelow(change);
  const intent = below.data ? intentOf(change, (id) => below.data?.get(id) ?? []) : null;
  const onChange = (next: Asked) => amend({ change: next });
  const plan = async () => {
    if (!intent) return;
    setPlanning(true);
    try {
      review(await platform.plan(intent));
    } catch (reason) {
      tellFailure(reason);
    } finally {
      setPlanning(false);
    }
  };
  return (
    <form
      className="change"
      data-testid="change"
      onSubmit={(event) => {
        event.preventDefault();
        void plan();
      }}
    >
      <SpaceBetween size="l">
        <Header variant="h1" description="Nothing is changed before the plan was shown and confirmed.">
          {changeTitle(change)}
        </Header>
        {change.kind === "share" && <ShareForm change={change} onChange={onChange} below={below} />}
        {change.kind === "move" && <MoveForm change={change} onChange={onChange} />}
        {change.kind === "tag" && <TagForm change={change} onChange={onChange} />}
        <div className="change__foot">
          <Button formAction="none" onClick={back}>
            Cancel
          </Button>
          <Button variant="primary" formAction="submit" disabled={!intent} loading={planning || below.loading} data-testid="change-plan">
            Show the plan
          </Button>
        </div>
      </SpaceBetween>
    </form>
  );
}
