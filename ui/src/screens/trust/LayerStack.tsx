// The layers of one call, in the order they are read: what each says, and the statements by which it says it.
import type { Outcome as Says, TrustDocument, TrustLayer, TrustStatement } from "../../platform/bindings";
import { Ticked } from "../../parts/Ticked";
import { layerNames, outcomeWords } from "../../state/trustWords";
import { VerdictLine } from "./Verdict";

interface LayerStackProps {
  layers: readonly TrustLayer[];
  documents: readonly TrustDocument[];
  /** The statement that is shown, if it is one of these layers’. */
  looked: Looked | null;
  onLook: (looked: Looked) => void;
}

/** A statement, as one layer of the stack cites it. */
export interface Looked {
  layer: TrustLayer;
  statement: TrustStatement;
}

/** The stack. */
export function LayerStack({ layers, documents, looked, onLook }: LayerStackProps) {
  return (
    <ol className="layers" aria-label="Layers">
      {layers.map((layer, index) => (
        <li key={index} className={`layer layer--${layer.outcome}`} data-testid="trust-layer" data-layer={layer.layer} data-outcome={layer.outcome}>
          <div className="layer__head">
            <span className="layer__title" title={layerNames[layer.layer]}>
              {layer.title}
            </span>
            <Outcome outcome={layer.outcome} />
          </div>
          {layer.reason !== null && <div className="layer__reason"><Ticked text={layer.reason} /></div>}
          {layer.statements.map((statement) => (
            <StatementButton
              key={`${statement.document} ${statement.statement}`}
              statement={statement}
              title={documents[statement.document]?.title ?? "a document that was not given"}
              pressed={looked?.layer === layer && looked.statement === statement}
              onLook={() => onLook({ layer, statement })}
            />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Outcome({ outcome }: { outcome: Says }) {
  const { name, meaning, drawn } = outcomeWords(outcome);
  return (
    <span className={drawn === null ? "layer__outcome faint" : `layer__outcome verdict verdict--${drawn}`} title={meaning}>
      {drawn !== null && <VerdictLine verdict={drawn} />} {name}
    </span>
  );
}

interface StatementButtonProps {
  statement: TrustStatement;
  title: string;
  pressed: boolean;
  onLook: () => void;
}

function StatementButton({ statement, title, pressed, onLook }: StatementButtonProps) {
  const name = statement.sid ?? `statement ${statement.statement + 1}`;
  return (
    <button
      type="button"
      className={pressed ? "statement statement--shown" : "statement"}
      data-testid="trust-statement"
      aria-pressed={pressed}
      title={`Show it in the ${title}`}
      onClick={onLook}
    >
      <span className="statement__effect">{statement.effect}</span> {name} <span className="statement__of">{title}</span>
    </button>
  );
}
