// A severity as a badge.
import Badge, { type BadgeProps } from "@cloudscape-design/components/badge";
import type { Severity as Level } from "../../platform/bindings";

const colors: Record<Level, BadgeProps["color"]> = { critical: "severity-critical", high: "severity-high", medium: "severity-medium", low: "severity-low" };

/** The badge. */
export function Severity({ severity }: { severity: Level }) {
  return <Badge color={colors[severity]}>{severity}</Badge>;
}
