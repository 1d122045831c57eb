// Says that the crawl on screen is an old one or was cut off, with what can be done about it beside it.
import Button from "@cloudscape-design/components/button";
import Icon from "@cloudscape-design/components/icon";
import { usePlatform } from "../platform/context";
import type { CrawlNotice } from "../state/crawlNotice";
import { useNavigation } from "../state/navigation";
import { isRunning, useSession } from "../state/session";

/** The banner; `onStarted` is called when a crawl was started from it. */
export function CrawlBanner({ notice, onStarted }: { notice: CrawlNotice; onStarted: () => void }) {
  const platform = usePlatform();
  const { status, task, recrawl, tellFailure } = useSession();
  const { show } = useNavigation();
  const { instead } = notice;
  const crawl = (resume: boolean) => void recrawl(resume).then(onStarted, tellFailure);
  const busy = isRunning(task);
  return (
    <div className={`crawl-banner crawl-banner--${notice.tone}`} role="status" data-testid="crawl-banner">
      <Icon name={notice.tone === "warning" ? "status-warning" : "status-info"} />
      <span className="truncate" title={notice.text}>
        {notice.text}
      </span>
      {instead && (
        <Button variant="inline-link" data-testid="crawl-instead" onClick={() => void platform.showCrawl(instead.crawl).catch(tellFailure)}>
          {instead.text}
        </Button>
      )}
      {status?.canRecrawl ? (
        <>
          {notice.canResume && (
            <Button variant="inline-link" data-testid="crawl-resume" disabled={busy} onClick={() => crawl(true)}>
              Resume
            </Button>
          )}
          <Button variant="inline-link" data-testid="crawl-again" disabled={busy} onClick={() => crawl(false)}>
            Crawl again
          </Button>
        </>
      ) : (
        <Button variant="inline-link" data-testid="crawl-connect" onClick={() => show("welcome")}>
          Connect to crawl again
        </Button>
      )}
    </div>
  );
}
