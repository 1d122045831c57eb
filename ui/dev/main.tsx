// Starts the window with a made-up organization; `?accounts=1000&mode=dark&start` set it up. Only the dev server serves this.
import "@cloudscape-design/global-styles/index.css";
import "../src/app.css";
import { createRoot } from "react-dom/client";
import { App } from "../src/App";
import { Platform } from "../src/platform/platform";
import { DevChannel } from "./channel";

const query = new URLSearchParams(location.search);
const mode = query.get("mode");
if (mode) localStorage.setItem("armillary.mode", mode);
const channel = new DevChannel(Number(query.get("accounts") ?? 64), !query.has("start"));
const root = document.getElementById("root");
if (root) createRoot(root).render(<App platform={new Platform(channel)} />);
