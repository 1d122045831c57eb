// Alt+Left, Alt+Right and Backspace go through the places visited.
import { useEffect } from "react";
import { isTyping } from "../parts/keys";
import { useNavigation } from "./navigation";

/** Listens to the keys. */
export function useHistoryKeys(): void {
  const { back, forward } = useNavigation();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      const alone = !event.ctrlKey && !event.metaKey && !event.altKey;
      if ((event.altKey && event.key === "ArrowLeft") || (alone && event.key === "Backspace")) back();
      else if (event.altKey && event.key === "ArrowRight") forward();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [back, forward]);
}
