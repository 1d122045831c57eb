// Opens a cache that exists.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { usePlatform } from "../../platform/context";
import { useNavigation } from "../../state/navigation";
import { useSession } from "../../state/session";
import { fileName } from "../../state/words";
import { Attempted, useAttempt } from "./attempt";

/** The card. */
export function OpenCard({ recent }: { recent: string[] }) {
  const platform = usePlatform();
  const { refresh } = useSession();
  const { reset } = useNavigation();
  const attempt = useAttempt();
  const open = (path: string | null) =>
    attempt.make(
      () => platform.openCache(path),
      (cache) => {
        if (!cache) return;
        void refresh();
        reset({ screen: cache.crawl ? "map" : "welcome" });
      },
    );
  return (
    <Container header={<Header variant="h2">Open a cache</Header>}>
      <SpaceBetween size="m">
        <Box variant="p">A cache is one SQLite file with everything that was read. It opens without AWS.</Box>
        <Attempted attempt={attempt} />
        {recent.length > 0 && (
          <ul className="plain-list" aria-label="Opened before">
            {recent.map((path) => (
              <li key={path}>
                <button type="button" className="link-button" title={path} onClick={() => open(path)}>
                  {fileName(path)}
                </button>
                <div className="faint truncate">{path}</div>
              </li>
            ))}
          </ul>
        )}
        <Button iconName="folder-open" loading={attempt.busy} onClick={() => open(null)} data-testid="open-cache">
          Choose a file
        </Button>
      </SpaceBetween>
    </Container>
  );
}
