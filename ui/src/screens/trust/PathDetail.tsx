// One path: what must hold for all of it, and its hops as cards in order.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { TrustNearMiss, TrustPath } from "../../platform/bindings";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { useShowPath } from "../../state/showPath";
import { stopWords } from "../../state/trustWords";
import { counted } from "../../state/words";
import { Conditions } from "./Conditions";
import { Hops } from "./Hops";
import { Notes } from "./NotKnown";
import { Verdict } from "./Verdict";

/** The path. */
export function PathDetail({ path, miss }: { path: TrustPath; miss?: TrustNearMiss | undefined }) {
  const { place, amend } = useNavigation();
  const show = useShowPath();
  return (
    <section className="path-detail" aria-label="Path">
      <div className="path-detail__head">
        <Verdict verdict={miss ? "denied" : path.verdict} />
        <span className="faint">{counted(path.hops.length, "hop")}</span>
        <span className="path-detail__rest" />
        <Button iconName="map" formAction="none" data-testid="trust-on-map" onClick={() => void show(path)}>
          Show on the map
        </Button>
      </div>
      {miss && (
        <Alert type="info" header={`Stopped by ${stopWords(miss.layer)}`}>
          <Ticked text={miss.stoppedBy} />
        </Alert>
      )}
      {path.hops.length > 1 && <Conditions of={path.conditions} />}
      <Hops
        hops={path.hops}
        open={place.trust.hop}
        onOpen={(hop) => amend(({ trust }) => ({ trust: { ...trust, chosen: trust.chosen, hop } }))}
      />
      <Notes notes={path.notes} />
    </section>
  );
}
