// An action to ask “who can” for: those that matter for the kind of resource, or any that is typed.
import { Combo, type Suggestion } from "../../parts/Combo";
import { actionsFor, actionsMatching } from "../../state/actions";

interface ActionFieldProps {
  action: string;
  /** The kind of the resource; may be empty. */
  kind: string;
  onAction: (action: string) => void;
  /** Enter, with the action as it is then. */
  onEnter: (action: string) => void;
}

/** The field. */
export function ActionField({ action, kind, onAction, onEnter }: ActionFieldProps) {
  const suggestions = actionsMatching(actionsFor(kind), action).map(
    (one): Suggestion => ({ value: one, label: one, content: <code className="combo__plain">{one}</code> }),
  );
  return (
    <Combo
      text={action}
      label="Action"
      placeholder="An action, such as sts:AssumeRole"
      testId="who-can-action"
      suggestions={suggestions}
      onText={onAction}
      onPick={({ value }) => onAction(value)}
      onEnter={() => onEnter(action)}
    />
  );
}
