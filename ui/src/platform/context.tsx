// Hands the platform to every component, so that a test can hand in another one.
import { createContext, useContext, type ReactNode } from "react";
import type { Platform } from "./platform";

const PlatformContext = createContext<Platform | null>(null);

/** Gives `platform` to everything inside. */
export function PlatformProvider(props: { platform: Platform; children: ReactNode }) {
  return <PlatformContext.Provider value={props.platform}>{props.children}</PlatformContext.Provider>;
}

/** The platform. */
export function usePlatform(): Platform {
  const platform = useContext(PlatformContext);
  if (!platform) throw new Error("there is no platform above this component");
  return platform;
}
