// Asks how one end can become another, and shows the answer.
import { useNavigation } from "../../state/navigation";
import { namedEnd, pathsPlace, type NamedEnd } from "../../state/trustPlace";
import { PathAnswer } from "./PathAnswer";
import { PathQuestion } from "./PathQuestion";

/** The tab. */
export function PathsTab() {
  const { place } = useNavigation();
  const { from, to, nearMisses } = place.trust;
  return (
    <div className="trust__tab">
      <PathQuestion />
      {from && to ? <PathAnswer from={from.value} to={to.value} nearMisses={nearMisses} /> : <Examples />}
    </div>
  );
}

const examples: { text: string; from: NamedEnd; to: NamedEnd }[] = [
  { text: "Can anyone in dev become a production role?", from: namedEnd("stage:dev", "Development"), to: namedEnd("stage:prod", "Production") },
  { text: "Who outside the organization gets in?", from: namedEnd("stage:external", "Outside the organization"), to: namedEnd("stage:prod", "Production") },
  { text: "Can a sandbox reach development?", from: namedEnd("stage:sandbox", "Sandbox"), to: namedEnd("stage:dev", "Development") },
  { text: "Can pre-production change production?", from: namedEnd("stage:preprod", "Pre-production"), to: namedEnd("stage:prod", "Production") },
];

function Examples() {
  const { place, go } = useNavigation();
  return (
    <div className="examples">
      <h2>What to ask first</h2>
      <p className="faint">Each end is a stage, an OU, an account, a role, a user or a service. Everything in it is asked for at once.</p>
      <ul className="plain-list">
        {examples.map(({ text, from, to }) => (
          <li key={text}>
            <button type="button" className="link-button examples__link" onClick={() => go({ trust: pathsPlace(place.trust, from, to) })}>
              {text}
            </button>
            <span className="faint">
              {" "}
              {from.value} → {to.value}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
