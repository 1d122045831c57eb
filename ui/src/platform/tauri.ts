// The channel through Tauri: the only module that knows the shell.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Event } from "./bindings";
import type { Channel } from "./platform";

const EVENT = "armillary";

/** The channel of the desktop window. */
export const tauriChannel: Channel = {
  query: (query) => invoke("query", { query }),
  act: (action) => invoke("act", { action }),
  onEvent(callback) {
    const stop = listen<Event>(EVENT, (event) => callback(event.payload));
    return () => void stop.then((unlisten) => unlisten());
  },
};
