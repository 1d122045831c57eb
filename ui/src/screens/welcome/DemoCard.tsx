// Starts the embedded organization.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { usePlatform } from "../../platform/context";
import { count } from "../../state/words";
import { Attempted, useAttempt } from "./attempt";

const SIZES = [64, 200, 1000];

/** The card. */
export function DemoCard({ onStarted }: { onStarted: () => void }) {
  const platform = usePlatform();
  const [accounts, setAccounts] = useState(64);
  const attempt = useAttempt(onStarted);
  const start = () => attempt.make(() => platform.startDemo(accounts), onStarted);
  return (
    <Container header={<Header variant="h2">Try the demo</Header>}>
      <SpaceBetween size="m">
        <Box variant="p">An organization made up for the purpose runs inside this program and is read as AWS would be. No account and no network needed.</Box>
        <FormField label="Accounts">
          <SegmentedControl
            label="Accounts"
            selectedId={String(accounts)}
            options={SIZES.map((size) => ({ id: String(size), text: count(size) }))}
            onChange={(event) => setAccounts(Number(event.detail.selectedId))}
          />
        </FormField>
        <Attempted attempt={attempt} />
        <Button data-testid="start-demo" variant="primary" loading={attempt.busy} onClick={start}>
          Start the demo
        </Button>
      </SpaceBetween>
    </Container>
  );
}
