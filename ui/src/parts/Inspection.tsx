// One resource: what it is, where it hangs, what it is related to, what was not read of it, its document and its history.
import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Inspection as Inspected, PartRow } from "../platform/bindings";
import { useNavigation } from "../state/navigation";
import { allResources } from "../state/place";
import { useReveal } from "../state/reveal";
import { counted, moment } from "../state/words";
import { AccountFacts } from "./AccountFacts";
import { accountIn, nodeIn } from "../state/change";
import { useIntents } from "../state/intents";
import { editWords } from "../state/policies";
import { AccountIntents } from "./AccountIntents";
import { CopyText } from "./CopyText";
import { Gaps } from "./Gaps";
import { JsonTree } from "./JsonTree";
import { KindIcon } from "./KindIcon";
import { Relations } from "./Relations";
import { TrustQuestions } from "./TrustQuestions";

const ACCOUNT = "AWS::Organizations::Account";

/** The resource. */
export function Inspection({ inspection }: { inspection: Inspected }) {
  const { select } = useNavigation();
  const { resource, document, gaps, related, history } = inspection;
  const isAccount = resource.kind === ACCOUNT;
  return (
    <SpaceBetween size="m">
      <Head inspection={inspection} />
      <Way inspection={inspection} />
      {isAccount && <AccountFacts inspection={inspection} />}
      <Actions inspection={inspection} />
      {!isAccount && <TrustQuestions key={resource.arn} resource={resource} />}
      {resource.stale && (
        <Alert type="warning" header="Last known state">
          This could not be read again. What follows is what crawl {resource.asOf} saw{resource.asOfAt === null ? "" : ` (${moment(resource.asOfAt)})`}.
        </Alert>
      )}
      {resource.unread.length > 0 && <UnreadParts parts={resource.unread} />}
      {gaps.length > 0 && <Gaps rows={gaps} />}
      <Relations groups={related} />
      {isAccount && <TrustQuestions key={resource.arn} resource={resource} />}
      <ExpandableSection headerText="Document" defaultExpanded headerActions={<CopyDocument document={document} />}>
        <JsonTree value={document} onFollow={(arn) => select([arn])} />
      </ExpandableSection>
      <ExpandableSection headerText={`History (${counted(history.length, "version")})`}>
        <ul className="plain-list">
          {history.map((version) => (
            <li key={version.fromCrawl}>
              Seen from crawl {version.fromCrawl} ({moment(version.from)}){" "}
              {version.toCrawl === null ? <Badge color="green">current</Badge> : `until crawl ${version.toCrawl}`}
            </li>
          ))}
        </ul>
      </ExpandableSection>
    </SpaceBetween>
  );
}

/** The parts that were not read: what is shown of them is older, or nothing is known. */
function UnreadParts({ parts }: { parts: readonly PartRow[] }) {
  return (
    <Alert type="warning" header="Not all of this was read">
      <ul className="plain-list" data-testid="unread-parts">
        {parts.map((part) => (
          <li key={part.part}>
            Its {part.part}: {part.asOf === null ? "not known" : `as crawl ${part.asOf} saw it`} ({[part.gap.operation, part.gap.code, part.gap.message].filter(Boolean).join(": ")})
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Head({ inspection: { resource, plain } }: { inspection: Inspected }) {
  return (
    <div>
      <Box variant="h2">
        <span className="title-line">
          <KindIcon kind={resource.kind} size={22} />
          <span data-testid="inspector-title">{resource.name || resource.arn}</span>
        </span>
      </Box>
      <Box color="text-body-secondary">
        <span title={resource.kind}>{[plain, resource.region === "global" ? "" : resource.region].filter(Boolean).join(" · ")}</span>
      </Box>
      <CopyText text={resource.arn} what="ARN" testId="inspector-arn" />
    </div>
  );
}

function Way({ inspection: { path } }: { inspection: Inspected }) {
  const { select } = useNavigation();
  if (path.length === 0) return null;
  return (
    <nav aria-label="Where it hangs" className="way">
      {path.map((hit) => (
        <span key={hit.arn} className="way__step">
          <button type="button" className="link-button" onClick={() => select([hit.arn])} title={`${hit.plain} ${hit.arn}`}>
            <KindIcon kind={hit.kind} size={14} /> {hit.name || hit.arn}
          </button>
        </span>
      ))}
    </nav>
  );
}

function Actions({ inspection: { resource, document } }: { inspection: Inspected }) {
  const reveal = useReveal();
  const { go } = useNavigation();
  const isAccount = resource.kind === ACCOUNT;
  const filter = isAccount ? { ...allResources, account: resource.account } : { ...allResources, arns: [resource.arn] };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button data-testid="inspector-show" onClick={() => void reveal([resource.arn])}>
        Show on map
      </Button>
      <Button onClick={() => go({ screen: "resources", resources: filter })}>
        {isAccount ? "Its resources in a table" : "Open in table"}
      </Button>
      <Intents resource={resource} document={document} />
    </SpaceBetween>
  );
}

/** What can be asked for with it, where plans speak of its kind. */
function Intents({ resource, document }: Pick<Inspected, "resource" | "document">) {
  const intents = useIntents();
  const { arn, kind, name, region } = resource;
  const [account, node] = [accountIn(arn), nodeIn(arn)];
  if (account !== null) return <AccountIntents accounts={[{ id: account, name }]} />;
  if (node?.startsWith("ou-")) return <Button onClick={() => intents.share(null, [{ id: node, name }])}>Share a portfolio with it</Button>;
  if (kind === "AWS::ServiceCatalog::Portfolio") {
    const portfolio = { arn, id: arn.split("/").at(-1) ?? arn, name, region };
    return <Button onClick={() => intents.share(portfolio, [])}>Share it</Button>;
  }
  const edit = editWords(kind, document);
  return edit === null ? null : <Button data-testid="inspector-edit-policy" onClick={() => intents.editPolicy(arn)}>{edit}</Button>;
}

function CopyDocument({ document }: { document: Inspected["document"] }) {
  const copy = () => void navigator.clipboard.writeText(JSON.stringify(document, null, 2));
  return (
    <Button variant="inline-icon" iconName="copy" ariaLabel="Copy the document as JSON" onClick={copy} />
  );
}
