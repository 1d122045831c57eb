// What has to hold before the first call. What cannot be told has a sign and words of its own, and is no pass.
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import type { PlanCheck } from "../../platform/bindings";
import { State } from "../../parts/State";
import { checkName, checkWords } from "../../state/planWords";
import { count } from "../../state/words";

const order = { fail: 0, unknown: 1, pass: 2 } as const;

/** The checks, those that fail first. */
export function Preflight({ checks }: { checks: readonly PlanCheck[] }) {
  const sorted = [...checks].sort((one, other) => order[one.status] - order[other.status]);
  const of = (status: PlanCheck["status"]) => checks.filter((check) => check.status === status).length;
  const words = [`${count(of("pass"))} hold`, ...(of("unknown") > 0 ? [`${count(of("unknown"))} cannot be told`] : []), ...(of("fail") > 0 ? [`${count(of("fail"))} fail`] : [])];
  return (
    <Table
      data-testid="preflight"
      items={sorted}
      wrapLines
      contentDensity="compact"
      header={<Header variant="h2" description={of("unknown") > 0 ? "What cannot be told was not read: it may hold or not. AWS refuses the step if it does not." : "Held against the crawl that the plan was made from, and once more before the first call."}>{`Checks before the first call: ${words.join(", ")}`}</Header>}
      columnDefinitions={[
        { id: "status", header: "Result", width: 170, cell: (check) => <span data-testid={`check-${check.status}`}><State words={checkWords(check.status)} /></span> },
        { id: "check", header: "Check", width: 220, cell: (check) => checkName(check.check) },
        { id: "detail", header: "What was found", cell: (check) => (
          <>
            {check.detail}
            {check.remedy && <Box color={check.status === "fail" ? "text-status-error" : "text-body-secondary"}>To do: {check.remedy}</Box>}
          </>
        ) },
      ]}
      empty="Nothing has to be checked."
    />
  );
}
