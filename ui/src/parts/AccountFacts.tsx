// What people ask of an account first: is it in use, what is it for, where does it hang, who owns it, was it read.
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useCallback } from "react";
import type { AccountRow, Inspection } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { useAsked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { allResources } from "../state/place";
import { allUnits, count, day, unreadUnits } from "../state/words";
import { ClassDot } from "./ClassDot";
import { CopyText } from "./CopyText";

/** The facts; nothing where the account is not in the list of accounts. */
export function AccountFacts({ inspection }: { inspection: Inspection }) {
  const platform = usePlatform();
  const { go } = useNavigation();
  const accounts = useAsked(useCallback(() => platform.accounts(), [platform])).data;
  const row = accounts?.rows.find(({ arn }) => arn === inspection.resource.arn);
  if (!row) return null;
  const resources = (
    <button type="button" className="link-button" onClick={() => go({ screen: "resources", resources: { ...allResources, account: row.id } })}>
      {count(row.resources)}
    </button>
  );
  return (
    <div data-testid="account-facts">
      <KeyValuePairs
        columns={2}
        items={[
          { label: "State", value: row.state.toLowerCase().replace(/_/g, " ") },
          { label: "Class", value: <ClassDot class={row.class} /> },
          { label: "OU", value: row.ouPath || "Root" },
          { label: "E-mail", value: row.email === "" ? "not read" : <CopyText text={row.email} what="e-mail address" /> },
          { label: "Resources", value: resources },
          { label: "Read", value: readWords(row) },
          { label: "Joined", value: row.joined === null ? "not known" : day(row.joined) },
          { label: "Tags", value: tagWords(tagsOf(inspection.document)) },
        ]}
      />
    </div>
  );
}

/** How much of an account was read. */
export function readWords(account: Pick<AccountRow, "coverage">): string {
  const [all, unread] = [allUnits(account.coverage), unreadUnits(account.coverage)];
  if (all === 0) return "not read";
  return unread === 0 ? "completely" : `${unread} of ${all} units missing`;
}

/** The tags of an account's document; `null` where nobody asked for them. */
export function tagsOf(document: Inspection["document"]): readonly { Key: string; Value: string }[] | null {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return null;
  return Array.isArray(document.Tags) ? (document.Tags as { Key: string; Value: string }[]) : null;
}

function tagWords(tags: ReturnType<typeof tagsOf>): string {
  if (tags === null) return "not asked for (armillary crawl --account-tags)";
  return tags.length === 0 ? "none" : tags.map(({ Key, Value }) => `${Key} = ${Value}`).join(", ");
}
