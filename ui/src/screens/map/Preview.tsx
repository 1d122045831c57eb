// What a plan does, beside the map that shows it: which plan, how much, everything by name, and the way back.
import Button from "@cloudscape-design/components/button";
import { useCallback, useEffect } from "react";
import { changeWords, comparedWords, differenceWords, hiddenWords } from "../../map/changes";
import type { Scene, SceneComparison } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { isTyping } from "../../parts/keys";
import { useAsked } from "../../state/asked";
import { useNavigation } from "../../state/navigation";
import { count } from "../../state/words";

/** The banner; without a scene it still leads back. */
export function PreviewBanner({ plan, scene, list, onList }: { plan: string; scene: Scene | null; list: boolean; onList: () => void }) {
  const platform = usePlatform();
  const { go } = useNavigation();
  const asked = useAsked(useCallback(() => platform.planShown(plan), [platform, plan]));
  const toPlan = useBackToPlan(plan);
  const title = asked.data?.row.title;
  const words = scene?.changes ? effectWords(scene.changes) : null;
  return (
    <div className="preview-banner" role="status" data-testid="map-preview">
      <span className="truncate" title={[title, words].filter(Boolean).join(": ")}>
        <b>{title === undefined ? "Preview of a plan" : `Preview of “${title}”`}</b>
        {words !== null && `: ${words}`}
      </span>
      {scene?.changes && scene.changes.rows.length > 0 && (
        <Button variant="inline-link" onClick={onList} ariaExpanded={list} data-testid="map-preview-list">
          {list ? "Hide the list" : "List it"}
        </Button>
      )}
      <Button variant="inline-link" onClick={toPlan} data-testid="map-preview-back">
        Back to the plan (Esc)
      </Button>
      <Button variant="inline-link" onClick={() => go(({ map }) => ({ selection: [], aim: [], map: { ...map, preview: null, camera: null } }))} data-testid="map-preview-leave">
        The map as it is
      </Button>
    </div>
  );
}

/** How much is otherwise, and how much of that is not drawn. */
export function effectWords(changes: SceneComparison): string {
  if (changes.rows.length === 0) return "nothing that this view draws is otherwise";
  return [comparedWords(changes), hiddenWords(changes)].filter(Boolean).join("; ");
}

/** So many lines are shown; the others are counted, and the plan names them. */
const MOST_LINES = 300;

/** Everything that is otherwise, for those who do not look at the picture; a line goes to where it is drawn. */
export function ChangeList({ changes, onGo }: { changes: SceneComparison; onGo: (ids: readonly string[]) => void }) {
  return (
    <aside className="preview-list" aria-label="What the plan changes">
      <ul className="effect-list">
        {changes.rows.slice(0, MOST_LINES).map((row, index) => {
          const words = differenceWords(row);
          return (
            <li key={index} className={`effect-list__line effect-list__line--${row.change}`} data-testid="map-change">
              <span className="effect-list__sign" aria-hidden="true">{changeWords[row.change].sign}</span>
              <span>
                <span className="visually-hidden">{changeWords[row.change].word}: </span>
                {row.at.length > 0 ? (
                  <button type="button" className="link-button" onClick={() => onGo(row.at)}>{words}</button>
                ) : (
                  <>{words} <span className="faint">(not drawn one by one)</span></>
                )}
              </span>
            </li>
          );
        })}
        {changes.rows.length > MOST_LINES && <li className="faint">and {count(changes.rows.length - MOST_LINES)} more</li>}
      </ul>
    </aside>
  );
}

/** Escape on the map leads back to the plan, unless it takes back a selection first. */
export function useEscapeFromPreview(plan: string | null): void {
  const { place } = useNavigation();
  const back = useBackToPlan(plan);
  const selected = place.selection.length > 0;
  useEffect(() => {
    if (plan === null || selected) return;
    const listen = (event: KeyboardEvent) => {
      const { target } = event;
      const onMap = target === document.body || (target instanceof Element && target.closest(".map-screen__row, .preview-banner") !== null);
      if (event.key === "Escape" && onMap && !isTyping(target)) back();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [plan, selected, back]);
}

function useBackToPlan(plan: string | null): () => void {
  const { go } = useNavigation();
  return useCallback(() => go(({ map }) => ({ screen: "plan", plan, selection: [], map: { ...map, preview: null, camera: null } })), [go, plan]);
}
