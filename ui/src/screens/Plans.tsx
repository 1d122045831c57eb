// The plans of this cache: what was planned, how far it is, and the ways to a new one.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useMemo, useState } from "react";
import type { Intent, PlanRow } from "../platform/bindings";
import { usePlatform } from "../platform/context";
import { FilteredTable, type Column } from "../parts/FilteredTable";
import { State } from "../parts/State";
import { useAsked } from "../state/asked";
import { useNavigation } from "../state/navigation";
import { secondsRange, standingWords } from "../state/planWords";
import { isRunning, useSession } from "../state/session";
import { count, counted, moment } from "../state/words";
import { Connections } from "./plan/Connections";
import { NewPlan, newPlans, type NewPlanKind } from "./plan/NewPlan";

/** A row with the texts one filters by. */
interface Row extends PlanRow {
  state: string;
}

const columns: Column<Row>[] = [
  { id: "title", header: "Plan", minWidth: 240, sortingField: "title", filter: "title", isRowHeader: true, cell: (row) => <PlanLink row={row} /> },
  { id: "state", header: "State", minWidth: 170, width: 190, sortingField: "state", filter: "state", cell: (row) => <State words={standingWords(row)} /> },
  { id: "steps", header: "Steps", minWidth: 100, width: 110, sortingField: "steps", cell: (row) => (row.done > 0 ? `${count(row.done)} of ${count(row.steps)}` : count(row.steps)) },
  { id: "checks", header: "Checks", minWidth: 150, width: 170, value: (row) => checks(row), cell: (row) => checks(row) },
  { id: "created", header: "Made", minWidth: 150, width: 170, sortingField: "created", cell: (row) => moment(Date.parse(row.created)) },
  { id: "takes", header: "Takes", minWidth: 140, fold: 1, value: (row) => secondsRange(row.expectedSeconds), cell: (row) => (row.steps === 0 ? "–" : secondsRange(row.expectedSeconds)) },
  { id: "kept", header: "Kept", minWidth: 150, fold: 2, value: (row) => row.kept, cell: (row) => (row.kept ? "yes" : "until the window closes") },
  { id: "id", header: "Id", minWidth: 220, fold: 3, sortingField: "id", filter: "id", cell: (row) => row.id },
];

function checks(row: PlanRow): string {
  const words = [row.failing > 0 ? `${count(row.failing)} fail` : null, row.unknown > 0 ? `${count(row.unknown)} cannot be told` : null].filter((one) => one !== null);
  return words.length > 0 ? words.join(", ") : "all hold";
}

function PlanLink({ row }: { row: PlanRow }) {
  const { go } = useNavigation();
  return (
    <Link
      href={`#/plan/${row.id}`}
      data-testid="plan-link"
      onFollow={(event) => {
        event.preventDefault();
        go({ screen: "plan", plan: row.id });
      }}
    >
      {row.title}
    </Link>
  );
}

/** The screen. */
export function Plans() {
  const platform = usePlatform();
  const { applying, tellFailure } = useSession();
  const { go, show } = useNavigation();
  const running = applying.filter((task) => isRunning(task)).length;
  // The number of plans that run is part of the question: when one ends, the list is out of date.
  const asked = useAsked(useCallback(() => platform.plans().then((answer) => ({ ...answer, running })), [platform, running]));
  const rows = useMemo(() => asked.data?.rows.map((row) => ({ ...row, state: standingWords(row).name })) ?? null, [asked.data]);
  const [form, setForm] = useState<NewPlanKind | null>(null);
  const [connections, setConnections] = useState(false);
  const open = (plan: string) => go({ screen: "plan", plan });
  const make = async (intent: Intent) => open((await platform.plan(intent)).row.id);
  const openFile = () => void platform.openPlan().then((row) => row && open(row.id)).catch(tellFailure);
  const fromManifest = async () => {
    const manifest = await platform.openManifest();
    if (manifest) await make((await platform.planDifference(manifest.text, manifest.format)).intent);
  };
  const refused = asked.data?.refused ?? [];
  return (
    <SpaceBetween size="m">
      {refused.length > 0 && (
        <Alert type="warning" header={`${counted(refused.length, "file")} beside this cache cannot be used`}>
          {refused.map((why) => <div key={why}>{why}</div>)}
        </Alert>
      )}
      <FilteredTable
        title="Plans"
        testId="plans"
        selectable={false}
        sorted={false}
        asked={{ ...asked, data: rows }}
        columns={columns}
        rowId={(row) => row.id}
        rowName={(row) => row.title}
        description="A plan says every call before one is made. Nothing changes in AWS until you open a plan and type the names it asks for."
        empty="Nothing was planned with this cache yet."
        actions={() => (
          <SpaceBetween direction="horizontal" size="xs">
            <Button data-testid="connections" onClick={() => setConnections(true)}>Connections</Button>
            <Button data-testid="open-plan" onClick={openFile}>Open a plan file</Button>
            <ButtonDropdown
              data-testid="new-plan"
              variant="primary"
              items={[
                { id: "vend", text: "Vend accounts for a team" },
                { id: "manifest", text: "Vend from a manifest file" },
                ...newPlans.map(({ id, text }) => ({ id, text })),
              ]}
              onItemClick={({ detail }) => {
                if (detail.id === "vend") show("vend");
                else if (detail.id === "manifest") void fromManifest().catch(tellFailure);
                else setForm(detail.id as NewPlanKind);
              }}
            >
              New plan
            </ButtonDropdown>
          </SpaceBetween>
        )}
      />
      {form && <NewPlan kind={form} onClose={() => setForm(null)} onMade={open} />}
      {connections && <Connections onClose={() => setConnections(false)} />}
    </SpaceBetween>
  );
}
