// A severity as a badge.
import Badge, { type BadgeProps } from "@cloudscape-design/components/badge";

const colors: Record<string, BadgeProps["color"]> = { critical: "severity-critical", high: "severity-high", medium: "severity-medium", low: "severity-low" };

/** The badge. */
export function Severity({ severity }: { severity: string }) {
  return <Badge color={colors[severity] ?? "severity-neutral"}>{severity}</Badge>;
}
