// What happens by itself: a cache that is open at the start is shown, so is a crawl that has just ended, and another cache
// starts anew.
import { useEffect, useRef } from "react";
import { useNavigation } from "./navigation";
import { isRunning, useSession } from "./session";
import { counted, duration } from "./words";

/** Takes the person along; `onArrive` is called when a crawl has ended well. */
export function useArrivals(onArrive: () => void): void {
  const { status, task, refresh, tell } = useSession();
  const { place, reset } = useNavigation();
  const path = useRef<string | null | undefined>(undefined);
  const running = useRef<number | null>(null);
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
    if (isRunning(task)) {
      running.current = task.id;
      return;
    }
    if (!task || running.current !== task.id) return;
    running.current = null;
    if (task.state === "failed") return;
    const missing = task.incomplete > 0 ? ` ${counted(task.incomplete, "unit")} could not be read completely; Coverage says which.` : "";
    const verb = task.state === "cancelled" ? "The crawl was stopped. What was read stays:" : "Read";
    tell(task.incomplete > 0 || task.state === "cancelled" ? "warning" : "success", `${verb} ${counted(task.resources, "resource")} in ${duration(task.elapsed)}.${missing}`);
    void refresh().then(() => {
      onArrive();
      if (screen === "welcome") reset({ screen: "map" });
    });
  }, [task, refresh, tell, onArrive, screen, reset]);
}
