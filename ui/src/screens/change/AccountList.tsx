// The accounts of a change, each of which can be taken out.
import TokenGroup from "@cloudscape-design/components/token-group";
import type { Named } from "../../state/change";

/** The list. */
export function AccountList({ accounts, onChange }: { accounts: readonly Named[]; onChange: (accounts: readonly Named[]) => void }) {
  return (
    <TokenGroup
      limit={12}
      i18nStrings={{ limitShowMore: "Show all", limitShowFewer: "Show fewer" }}
      items={accounts.map(({ id, name }) => ({ label: name, labelTag: name === id ? undefined : id, dismissLabel: `Take ${name} out` }))}
      onDismiss={({ detail }) => onChange(accounts.filter((_, at) => at !== detail.itemIndex))}
    />
  );
}
