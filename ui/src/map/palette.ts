// Colours of the map. Classes use the Okabe–Ito palette, which survives colour blindness, print and dark mode, and two colours that were
// chosen to stay apart from it. Grey is for no class alone: it says that nothing is known.
import type { FolderClass } from "../platform/bindings";

/** Light or dark. */
export type Mode = "light" | "dark";

/** What people call each class, in the order the legend lists them. */
export const classNames: Record<FolderClass, string> = {
  management: "Management",
  security: "Security",
  infrastructure: "Infrastructure",
  dev: "Development",
  "pre-prod": "Pre-production",
  prod: "Production",
  deployments: "Deployments",
  sandbox: "Sandbox",
  compliance: "Compliance",
  other: "No class",
  external: "Outside the organization",
};

/** Every class, in legend order. */
export const classes = Object.keys(classNames) as FolderClass[];

const colors: Record<FolderClass, string> = {
  management: "#f0e442",
  security: "#d55e00",
  infrastructure: "#0072b2",
  dev: "#56b4e9",
  "pre-prod": "#e69f00",
  prod: "#009e73",
  deployments: "#cc79a7",
  sandbox: "#8b5a2b",
  compliance: "#8648e0",
  other: "#666666",
  external: "#000000",
};

/** The colour of a class. */
export function classColor(folderClass: FolderClass, mode: Mode): string {
  return folderClass === "external" && mode === "dark" ? "#ffffff" : colors[folderClass];
}

/** The colours of everything on the map that has no class. */
export interface MapTheme {
  mode: Mode;
  background: string;
  text: string;
  muted: string;
  halo: string;
  line: string;
  lineStrong: string;
  unread: string;
  gap: string;
  selection: string;
}

const themes: Record<Mode, MapTheme> = {
  light: {
    mode: "light",
    background: "#ffffff",
    text: "#0f141a",
    muted: "#5f6b7a",
    halo: "#ffffff",
    line: "#9ba7b6",
    lineStrong: "#424650",
    unread: "#c6c6cd",
    gap: "#db0000",
    selection: "#0972d3",
  },
  dark: {
    mode: "dark",
    background: "#0f1620",
    text: "#ebebf0",
    muted: "#a4adba",
    halo: "#0f1620",
    line: "#5a6778",
    lineStrong: "#c6c6cd",
    unread: "#5b6470",
    gap: "#ff7a7a",
    selection: "#42b4ff",
  },
};

/** The theme of a mode. */
export function mapTheme(mode: Mode): MapTheme {
  return themes[mode];
}

function channels(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Red, green and blue of a colour, 0 to 1, as the graphics card takes them. */
export function shares(color: string): [number, number, number] {
  const [red, green, blue] = channels(color);
  return [red / 255, green / 255, blue / 255];
}

/** `share` of `over` laid on `under`, both `#rrggbb`. */
export function blend(under: string, over: string, share: number): string {
  const [from, to] = [channels(under), channels(over)];
  const mixed = from.map((channel, index) => Math.round(channel + ((to[index] ?? 0) - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** The colour with an alpha of 0 to 1, for a canvas. */
export function translucent(color: string, alpha: number): string {
  const [red, green, blue] = channels(color);
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** Black or white, whichever reads better on `color`. */
export function inkOn(color: string): string {
  const linear = channels(color).map((channel) => (channel / 255) ** 2.2);
  const luminance = 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
  return luminance > 0.3 ? "#0f141a" : "#ffffff";
}
