// The organization on one page: accounts, resources, what was read, what was found. Each number leads to what it counts.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, type ReactNode } from "react";
import { classNames } from "../map/palette";
import type { CacheInfo, CrawlRow } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { ClassDot } from "../parts/ClassDot";
import { KindIcon } from "../parts/KindIcon";
import { Problem } from "../parts/Problem";
import { useAsked, type Asked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { allResources } from "../state/place";
import { useRemembered } from "../state/remembered";
import { useSession } from "../state/session";
import { count, counted, crawlName, crawlState, duration, moment, unitWords } from "../state/words";
import { Severity } from "./trust/Severity";
import { classFigures, findingFigures, kindFigures } from "./overview";

const KINDS = 12;
const CAUSES = 4;

/** The screen. */
export function Overview() {
  const { status } = useSession();
  const cache = status?.cache;
  if (!cache?.crawl) return null;
  return (
    <div className="overview" data-testid="overview">
      <SpaceBetween size="l">
        <Head cache={cache} crawl={cache.crawl} />
        <ColumnLayout columns={2}>
          <Accounts />
          <Findings />
          <Resources />
          <Coverage />
        </ColumnLayout>
      </SpaceBetween>
    </div>
  );
}

function Head({ cache, crawl }: { cache: CacheInfo; crawl: CrawlRow }) {
  const took = crawl.finished === null ? "" : `, in ${duration(crawl.finished - crawl.started)}`;
  return (
    <Header
      variant="h1"
      description={`${crawlName(crawl)} of ${moment(crawl.started)}, ${crawlState(crawl)}${took}. Read from ${crawl.source}. ${unitWords(cache.units)}.`}
      actions={
        <span className="not-printed">
          <Button iconName="file" onClick={() => window.print()}>
            Print
          </Button>
        </span>
      }
    >
      {crawl.organization ? `Organization ${crawl.organization}` : "Organization"}
    </Header>
  );
}

/** A card; its answer, once it is there. */
function Card<Answer>(props: { title: string; asked: Asked<Answer>; counter?: (answer: Answer) => string; children: (answer: Answer) => ReactNode }) {
  const { title, asked } = props;
  return (
    <Container header={<Header variant="h2" counter={asked.data !== null && props.counter ? `(${props.counter(asked.data)})` : undefined}>{title}</Header>}>
      {asked.failure ? <Problem failure={asked.failure} what={title.toLowerCase()} onRetry={asked.again} /> : asked.data === null ? <Spinner /> : props.children(asked.data)}
    </Container>
  );
}

/** A number that leads to what it counts. */
function Figure({ value, label, onFollow }: { value: number; label: string; onFollow: () => void }) {
  if (value === 0) return <span className="faint">0</span>;
  return (
    <button type="button" className="link-button" aria-label={label} title={label} onClick={onFollow}>
      {count(value)}
    </button>
  );
}

function Accounts() {
  const platform = usePlatform();
  const { go } = useNavigation();
  const asked = useAsked(useCallback(() => platform.accounts(), [platform]));
  const list = (accountsText: string) => go({ screen: "accounts", accountsText });
  return (
    <Card title="Accounts" asked={asked} counter={({ rows, incomplete }) => `${incomplete ? "at least " : ""}${count(rows.length)}`}>
      {({ rows, incomplete }) => (
        <>
          {incomplete && <Box color="text-status-warning">The account list was not read completely.</Box>}
          <table className="figures">
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col">Accounts</th>
                <th scope="col">Active</th>
                <th scope="col">Suspended or closed</th>
                <th scope="col">Not read completely</th>
              </tr>
            </thead>
            <tbody>
              {classFigures(rows).map((figures) => {
                const name = classNames[figures.class];
                return (
                  <tr key={figures.class}>
                    <th scope="row">
                      <ClassDot class={figures.class} />
                    </th>
                    <td><Figure value={figures.accounts} label={`${name}: ${counted(figures.accounts, "account")}`} onFollow={() => list(name)} /></td>
                    <td>{count(figures.active)}</td>
                    <td>{count(figures.idle)}</td>
                    <td>{count(figures.partly)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </>
      )}
    </Card>
  );
}

function Findings() {
  const { go } = useNavigation();
  const asked = useRemembered(["findings"], (platform) => platform.trustFindings());
  const open = () => go(({ trust }) => ({ screen: "trust", trust: { ...trust, tab: "findings" } }));
  return (
    <Card title="Trust findings" asked={asked} counter={(rows) => count(findingFigures(rows).reduce((sum, { findings }) => sum + findings, 0))}>
      {(rows) => (
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Severity</th>
              <th scope="col">Findings</th>
              <th scope="col">Cannot be told</th>
            </tr>
          </thead>
          <tbody>
            {findingFigures(rows).map(({ severity, findings, unknown }) => (
              <tr key={severity}>
                <th scope="row">
                  <Severity severity={severity} />
                </th>
                <td><Figure value={findings} label={`${severity}: ${counted(findings, "finding")}`} onFollow={open} /></td>
                <td><Figure value={unknown} label={`${severity}: ${count(unknown)} that cannot be told`} onFollow={open} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Resources() {
  const platform = usePlatform();
  const { go } = useNavigation();
  const asked = useAsked(platform.kinds);
  const list = (kinds: string[]) => go({ screen: "resources", resources: { ...allResources, kinds } });
  return (
    <Card title="Resources" asked={asked} counter={(kinds) => count(kindFigures(kinds, KINDS).total)}>
      {(kinds) => {
        const { first, others } = kindFigures(kinds, KINDS);
        return (
          <table className="figures">
            <tbody>
              {first.map(({ kind, plain, count: many }) => (
                <tr key={kind}>
                  <th scope="row">
                    <KindIcon kind={kind} size={16} /> {plain}
                  </th>
                  <td><Figure value={many} label={`${plain}: ${count(many)}`} onFollow={() => list([kind])} /></td>
                </tr>
              ))}
              {others > 0 && (
                <tr>
                  <th scope="row">of other kinds</th>
                  <td><Figure value={others} label={`of other kinds: ${count(others)}`} onFollow={() => list([])} /></td>
                </tr>
              )}
            </tbody>
          </table>
        );
      }}
    </Card>
  );
}

function Coverage() {
  const platform = usePlatform();
  const { go } = useNavigation();
  const asked = useAsked(useCallback(() => platform.coverage(), [platform]));
  return (
    <Card title="Not read" asked={asked} counter={({ total }) => counted(total, "unit")}>
      {({ causes, total }) =>
        total === 0 ? (
          <Box>Everything that was asked for was read.</Box>
        ) : (
          <table className="figures">
            <tbody>
              {causes.slice(0, CAUSES).map(({ operation, message, units, accounts }) => (
                <tr key={`${operation} ${message}`}>
                  <th scope="row">
                    {operation && <code>{operation}</code>} {message} <span className="faint">in {counted(accounts, "account")}</span>
                  </th>
                  <td><Figure value={units} label={`${counted(units, "unit")}: ${operation} ${message}`} onFollow={() => go({ screen: "coverage", coverageText: "" })} /></td>
                </tr>
              ))}
              {causes.length > CAUSES && (
                <tr>
                  <th scope="row">for other causes</th>
                  <td><Figure value={causes.length - CAUSES} label="Other causes" onFollow={() => go({ screen: "coverage", coverageText: "" })} /></td>
                </tr>
              )}
            </tbody>
          </table>
        )
      }
    </Card>
  );
}
