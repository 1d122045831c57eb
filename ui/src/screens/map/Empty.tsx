// A map without anything on it: whether that is a filter, what was read, or that the crawl was cut off before it came to it.
import Button from "@cloudscape-design/components/button";
import { useCallback } from "react";
import type { KindCount } from "../../platform/bindings";
import { usePlatform } from "../../platform/context";
import { useAsked } from "../../state/asked";
import { useNavigation } from "../../state/navigation";
import { isRunning, useSession } from "../../state/session";
import { allUnits, count, counted, crawlState, unreadUnits } from "../../state/words";

/** The words, and what can be done about it. */
export function Empty({ filtered }: { filtered: boolean }) {
  const { status } = useSession();
  const crawl = status?.cache?.crawl;
  if (filtered) return <Middle>Nothing passes the filters. Take some of them off.</Middle>;
  if (crawl?.state !== "partial") return <Middle>The crawl found nothing that this view shows.</Middle>;
  return <CutOff />;
}

function Middle({ children }: { children: React.ReactNode }) {
  return (
    <div className="map-screen__middle" role="status" data-testid="map-empty">
      {children}
    </div>
  );
}

function CutOff() {
  const platform = usePlatform();
  const { status, task, recrawl, tellFailure } = useSession();
  const { show } = useNavigation();
  const kinds = useAsked(useCallback(() => platform.kinds(), [platform])).data;
  const crawl = status?.cache?.crawl;
  if (!crawl) return null;
  const units = allUnits(crawl.coverage);
  const start = (resume: boolean) => void recrawl(resume).catch(tellFailure);
  const busy = isRunning(task);
  return (
    <Middle>
      <span>
        Crawl {crawl.id} was {crawlState(crawl)}, before it came to what this view shows: what is not here is not known, and may be there.
      </span>
      <p>
        {units === 0 ? "It read no unit" : `It read ${count(units - unreadUnits(crawl.coverage))} of ${counted(units, "unit")}`}
        {kinds && kinds.length > 0 ? `: ${kindWords(kinds)}.` : "."}
      </p>
      {status.canRecrawl ? (
        <>
          <Button variant="primary" disabled={busy} onClick={() => start(true)} data-testid="empty-resume">
            Resume
          </Button>
          <Button disabled={busy} onClick={() => start(false)} data-testid="empty-again">
            Crawl again
          </Button>
        </>
      ) : (
        <Button onClick={() => show("welcome")}>Connect to crawl again</Button>
      )}
    </Middle>
  );
}

const MOST_KINDS = 6;

/** `3 policies` and the like, for the most frequent kinds. */
function kindWords(kinds: readonly KindCount[]): string {
  const sorted = [...kinds].sort((a, b) => b.count - a.count);
  const words = sorted.slice(0, MOST_KINDS).map((one) => counted(one.count, one.plain, one.plain.replace(/y$/, "ie") + "s"));
  return words.join(", ") + (sorted.length > MOST_KINDS ? " and others" : "");
}
