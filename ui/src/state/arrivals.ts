// What happens by itself: a cache that is open at the start is shown, so is a crawl that has just ended, and another cache
// starts anew.
import { useEffect, useRef } from "react";
import { useNavigation } from "./navigation";
import { useSession } from "./session";
import { counted, duration } from "./words";

/** Takes the person along; `onArrive` is called when a crawl has ended well. */
export function useArrivals(onArrive: () => void): void {
  const { status, tasks, refresh, tell } = useSession();
  const { place, reset } = useNavigation();
  const path = useRef<string | null | undefined>(undefined);
  const running = useRef(new Set<number>());
  const screen = place.screen;

  useEffect(() => {
    if (!status) return;
    const before = path.current;
    const now = status.cache?.path ?? null;
    path.current = now;
    if (before === now) return;
    if (status.cache?.crawl) reset({ screen: "map" });
    else if (before !== undefined && screen !== "welcome") reset({ screen: "welcome" });
  }, [status, screen, reset]);

  useEffect(() => {
    for (const { id, state, elapsed, progress } of tasks) {
      if (state === "running" || state === "cancelling") {
        running.current.add(id);
        continue;
      }
      if (!running.current.delete(id) || state === "failed") continue;
      const missing = progress.incomplete > 0 ? ` ${counted(progress.incomplete, "unit")} could not be read completely; Coverage says which.` : "";
      const verb = state === "cancelled" ? "The crawl was stopped. What was read stays:" : "Read";
      tell(progress.incomplete > 0 || state === "cancelled" ? "warning" : "success", `${verb} ${counted(progress.resources, "resource")} in ${duration(elapsed)}.${missing}`);
      void refresh().then(() => {
        onArrive();
        if (screen === "welcome") reset({ screen: "map" });
      });
    }
  }, [tasks, refresh, tell, onArrive, screen, reset]);
}
