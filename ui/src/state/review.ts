// The way from what was asked for to the review of its plan.
import { useCallback } from "react";
import type { PlanShown } from "../platform/bindings";
import { useNavigation } from "./navigation";

/** Goes to the review of a plan. */
export function useReview(): (shown: PlanShown) => void {
  const { go } = useNavigation();
  return useCallback((shown: PlanShown) => go({ screen: "plan", plan: shown.row.id }), [go]);
}
