// The paths and the near misses to choose from.
import type { KeyboardEvent } from "react";
import type { TrustNearMiss, TrustPath, TrustPathsAnswer } from "../../platform/bindings";
import { Ticked } from "../../parts/Ticked";
import { useNavigation } from "../../state/navigation";
import { stopWords } from "../../state/trustWords";
import { count, counted } from "../../state/words";
import { Conditions } from "./Conditions";
import { Verdict } from "./Verdict";
import { Where } from "./Who";

/** Both lists. Arrow keys go through them. */
export function PathList({ answer, chosen }: { answer: TrustPathsAnswer; chosen: string }) {
  const { paths, nearMisses } = answer;
  return (
    <div className="path-list" onKeyDown={goOn}>
      {paths.length > 0 && (
        <ol className="plain-list" aria-label="Paths">
          {paths.map((path, index) => (
            <Item key={index} id={`path-${index}`} path={path} chosen={chosen} />
          ))}
        </ol>
      )}
      {nearMisses.length > 0 && (
        <>
          <h3 className="path-list__title">Near misses: paths but for one thing ({count(nearMisses.length)})</h3>
          <ol className="plain-list" aria-label="Near misses">
            {nearMisses.map((miss, index) => (
              <Item key={index} id={`miss-${index}`} path={miss.path} miss={miss} chosen={chosen} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Item({ id, path, miss, chosen }: { id: string; path: TrustPath; miss?: TrustNearMiss; chosen: string }) {
  const { amend } = useNavigation();
  const first = path.hops[0];
  const last = path.hops.at(-1);
  if (!first || !last) return null;
  const choose = () => amend(({ trust }) => ({ trust: { ...trust, chosen: id, hop: null } }));
  return (
    <li>
      <button
        type="button"
        className={id === chosen ? "path-item path-item--chosen" : "path-item"}
        data-testid={miss ? "trust-near-miss" : "trust-path"}
        data-verdict={path.verdict}
        aria-current={id === chosen}
        onClick={choose}
      >
        <span className="path-item__head">
          <Verdict verdict={miss ? "denied" : path.verdict} />
          <span className="faint">
            {counted(path.hops.length, "hop")}
            {path.standsFor > 1 ? `, stands for ${count(path.standsFor)} like it` : ""}
          </span>
        </span>
        <span className="path-item__ends">
          <span className="path-item__end">{first.from.name}</span> <Where node={first.from} />
          <br />→ <span className="path-item__end">{last.to.name}</span> <Where node={last.to} />
        </span>
        {miss ? (
          <span className="path-item__stop">
            <strong>Stopped by {stopWords(miss.layer)}:</strong> <Ticked text={miss.stoppedBy} />
          </span>
        ) : (
          <Conditions of={path.conditions} />
        )}
      </button>
    </li>
  );
}

/** Up and down go through the buttons of the lists. */
function goOn(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(".path-item")];
  const at = items.findIndex((item) => item === document.activeElement);
  const next = items[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
