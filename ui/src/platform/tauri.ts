// The channel through Tauri: the only module that knows the shell.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Action, Answers, Applied, Apply, Event, Outcomes, Query } from "./bindings";
import type { Channel } from "./platform";

const EVENT = "armillary";

/** The channel of the desktop window. */
export const tauriChannel: Channel = {
  query: <Asked extends Query>(query: Asked) => invoke<Answers[Asked["query"]]>("query", { query }),
  act: <Done extends Action>(action: Done) => invoke<Outcomes[Done["action"]]>("act", { action }),
  apply: <Changed extends Apply>(change: Changed) => invoke<Applied[Changed["apply"]]>("apply", { change }),
  onEvent(callback) {
    const stop = listen<Event>(EVENT, (event) => callback(event.payload));
    return () => void stop.then((unlisten) => unlisten());
  },
};
