// What is shown in place of an answer that failed.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { Failure } from "../platform/bindings";
import { useNavigation } from "../state/navigation";

/** The failure, and what can be done about it. */
export function Problem(props: { failure: Failure; what: string; onRetry?: (() => void) | undefined }) {
  const { show } = useNavigation();
  const { code, message } = props.failure;
  const start = code === "noCache" || code === "noCrawl" || code === "credentials";
  const action = start ? (
    <Button onClick={() => show("welcome")}>Go to start</Button>
  ) : props.onRetry ? (
    <Button onClick={props.onRetry}>Try again</Button>
  ) : undefined;
  const header = code === "noCache" ? "No cache is open" : code === "noCrawl" ? "Nothing was crawled yet" : `Could not show ${props.what}`;
  return (
    <div data-testid="problem">
      <Alert type={start ? "info" : "error"} header={header} action={action}>
        {message}
      </Alert>
    </div>
  );
}
