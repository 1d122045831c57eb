// Why a hop is possible or not: for each call it needs the layers as a stack, and beside it the document that decides.
import { useState } from "react";
import type { HopKind, TrustExplanation, TrustStep } from "../../platform/bindings";
import { Problem } from "../../parts/Problem";
import { Ticked } from "../../parts/Ticked";
import { useRemembered } from "../../state/remembered";
import { Conditions } from "./Conditions";
import { LayerStack, type Looked } from "./LayerStack";
import { PolicyDocument } from "./PolicyDocument";
import { Verdict } from "./Verdict";
import { Waiting } from "./Waiting";

/** Asks and shows. */
export function Explanation({ from, to, kind }: { from: string; to: string; kind: HopKind }) {
  const asked = useRemembered(["explain", from, to, kind], (platform) => platform.trustExplain(from, to, kind));
  if (asked.failure) return <Problem failure={asked.failure} what="why" onRetry={asked.again} />;
  if (!asked.data) return <Waiting what="Evaluating each layer" />;
  return <Explained explanation={asked.data} />;
}

function Explained({ explanation }: { explanation: TrustExplanation }) {
  const [looked, setLooked] = useState(() => deciding(explanation.steps));
  const document = looked && explanation.documents[looked.statement.document];
  return (
    <div className="explanation">
      <div className="explanation__steps">
        {explanation.steps.map((step, index) => (
          <Step key={index} step={step} explanation={explanation} looked={looked} onLook={setLooked} />
        ))}
      </div>
      {looked && document && <PolicyDocument document={document} statement={looked.statement.statement} />}
    </div>
  );
}

interface StepProps {
  step: TrustStep;
  explanation: TrustExplanation;
  looked: Looked | null;
  onLook: (looked: Looked) => void;
}

function Step({ step, explanation, looked, onLook }: StepProps) {
  return (
    <section className="step" data-testid="trust-step" data-action={step.action}>
      <div className="step__head">
        <code>{step.action}</code>
        <Verdict verdict={step.verdict} />
      </div>
      <div className="faint step__resource" title={step.resource}>
        on {step.resource}
      </div>
      <LayerStack layers={step.layers} documents={explanation.documents} looked={looked} onLook={onLook} />
      <Conditions of={step.conditions} asWritten />
      {step.warnings.map((warning) => (
        <p key={warning} className="step__warning">
          <Ticked text={warning} />
        </p>
      ))}
    </section>
  );
}

/** The statement to show first: what denies before what allows, and the resource's own policy before the others. */
function deciding(steps: readonly TrustStep[]): Looked | null {
  const layers = steps.flatMap((step) => step.layers).filter((layer) => layer.statements.length > 0);
  const layer =
    layers.find((layer) => layer.outcome === "denies") ??
    layers.find((layer) => layer.outcome === "deniesIf") ??
    layers.find((layer) => layer.layer === "resource") ??
    layers.find((layer) => layer.layer === "identity") ??
    layers[0];
  const statement = layer?.statements[0];
  return layer && statement ? { layer, statement } : null;
}
