import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The page is loaded from the application bundle, never from a network, so one large chunk is no harm.
export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  build: { target: ["es2022", "safari16"], chunkSizeWarningLimit: 2000, assetsInlineLimit: 0 },
  test: { environment: "jsdom", setupFiles: ["src/test/setup.ts"], css: false, testTimeout: 60_000, server: { deps: { inline: [/@cloudscape-design/] } } },
});
