// What is being worked out while a view has no picture yet, and for how long. The picture of another view is not left in its place.
import Button from "@cloudscape-design/components/button";
import { useEffect, useState } from "react";
import type { SceneRequest } from "../../platform/bindings";
import { useNavigation } from "../../state/navigation";

/** The words, and for trust a way to see meanwhile what policies name. */
export function Waiting({ request }: { request: SceneRequest }) {
  const { go } = useNavigation();
  const seconds = useSeconds();
  const evaluates = request.view === "trust" && !request.named;
  const what = evaluates ? "Working out from which accounts one can get into which others" : "Laying out the map";
  return (
    <div className="map-screen__middle" role="status" data-testid="map-waiting">
      {/* Nothing that turns: without a graphics card, drawing it takes from what is waited for. */}
      {what}
      {seconds > 0 && <span className="faint"> · {seconds} s</span>}
      {evaluates && seconds > 1 && (
        <p>
          <span className="faint">Every trust policy of the organization is evaluated, once for each crawl. </span>
          <Button variant="inline-link" onClick={() => go(({ map }) => ({ map: { ...map, named: true } }))}>
            Show what policies name
          </Button>
        </p>
      )}
    </div>
  );
}

/** Whole seconds since it began. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setSeconds((last) => last + 1), 1000);
    return () => window.clearInterval(timer);
  }, []);
  return seconds;
}
