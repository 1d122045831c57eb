// Starts the window with the platform of the desktop program.
import "@cloudscape-design/global-styles/index.css";
import "./app.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { Platform } from "./platform/platform";
import { tauriChannel } from "./platform/tauri";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App platform={new Platform(tauriChannel)} />);
