// A policy document with one statement marked, its name, and the ways on from it.
import Button from "@cloudscape-design/components/button";
import { useEffect, useRef } from "react";
import type { TrustDocument } from "../../platform/bindings";
import { PolicyText } from "../../parts/PolicyText";
import { useNavigation } from "../../state/navigation";
import { useSession } from "../../state/session";

/** The document. */
export function PolicyDocument({ document, statement }: { document: TrustDocument; statement: number }) {
  const { select } = useNavigation();
  const { tell, tellFailure } = useSession();
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: "nearest" }), [document, statement]);
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(document.document, null, 2));
    tell("success", `Copied the ${document.title}.`);
  };
  return (
    <section ref={section} className="policy-document" data-testid="trust-document" data-arn={document.arn} aria-label={document.title}>
      <div className="policy-document__head">
        <strong className="policy-document__title">{document.title}</strong>
        <Button variant="inline-icon" iconName="copy" formAction="none" ariaLabel="Copy the document as JSON" onClick={() => void copy().catch(tellFailure)} />
        <Button variant="inline-link" formAction="none" disabled={document.arn === ""} data-testid="trust-inspect" onClick={() => select([document.arn])}>
          Inspect
        </Button>
      </div>
      <PolicyText document={document.document} statement={statement} />
    </section>
  );
}
