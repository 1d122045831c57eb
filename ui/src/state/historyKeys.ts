// Alt+Left, Alt+Right, Backspace and the side buttons of the mouse go through the places visited.
import { useEffect } from "react";
import { isTyping } from "../parts/keys";
import { useNavigation } from "./navigation";

const MOUSE_BACK = 3;
const MOUSE_FORWARD = 4;

/** Listens to keys and buttons. */
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
    const pressed = (event: MouseEvent) => {
      if (event.button === MOUSE_BACK) back();
      else if (event.button === MOUSE_FORWARD) forward();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    window.addEventListener("mouseup", pressed);
    return () => {
      window.removeEventListener("keydown", listen);
      window.removeEventListener("mouseup", pressed);
    };
  }, [back, forward]);
}
