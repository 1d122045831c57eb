// What is shown while an answer is found; the first one of a cache takes longest.
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useState } from "react";

const LONG = 700;

/** The spinner, which says after a moment why it takes time. */
export function Waiting({ what }: { what: string }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLong(true), LONG);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div className="trust-waiting" role="status">
      <Spinner /> {what}
      {isLong && <div className="faint">The first question of a cache reads every policy into a graph. That takes seconds where there are thousands of accounts; later answers come at once.</div>}
    </div>
  );
}
