// A state in words, with a sign of its own and what it means on demand.
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { StateWords } from "../state/planWords";

/** The state. */
export function State({ words, detail }: { words: StateWords; detail?: string | null | undefined }) {
  return (
    <StatusIndicator type={words.indicator}>
      <span title={words.meaning}>{detail ? `${words.name}: ${detail}` : words.name}</span>
    </StatusIndicator>
  );
}
