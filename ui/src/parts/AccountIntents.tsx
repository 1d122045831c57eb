// What can be asked for with accounts, wherever they were chosen: move them, tag them, share a portfolio with them.
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import type { Named } from "../state/change";
import { useIntents } from "../state/intents";

/** The menu; without accounts it is there and off. */
export function AccountIntents({ accounts }: { accounts: readonly Named[] }) {
  const intents = useIntents();
  const named = accounts.map(({ id, name }) => ({ id, name }));
  const deeds: Record<string, () => void> = {
    move: () => intents.move(named, null),
    tag: () => intents.tag(named),
    share: () => intents.share(null, named),
  };
  return (
    <ButtonDropdown
      disabled={accounts.length === 0}
      expandToViewport
      data-testid="account-intents"
      items={[
        { id: "move", text: "Move to…" },
        { id: "tag", text: "Tag…" },
        { id: "share", text: "Share a portfolio with…" },
      ]}
      onItemClick={({ detail }) => deeds[detail.id]?.()}
    >
      Change
    </ButtonDropdown>
  );
}
