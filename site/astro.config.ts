import react from "@astrojs/react";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "astro/config";
import parasol from "./adapter/index.ts";
import { cspHashes } from "./integrations/csp-hashes.ts";

export default defineConfig({
  root: import.meta.dirname,
  output: "server",
  outDir: "../dist/site",
  build: { client: "./client", server: "./server", assets: "_astro", inlineStylesheets: "never" },
  // Published pages are objects in a bucket: /animals is the key "animals", never "animals/".
  trailingSlash: "never",
  // CSRF is the API's own affair; pages answer GET only.
  security: { checkOrigin: false },
  devToolbar: { enabled: false },
  adapter: parasol(),
  integrations: [react(), cspHashes()],
  vite: {
    plugins: [tailwindcss()],
    // A file of its own is cached for a year; inlined into each page it is sent each time.
    build: { assetsInlineLimit: 0 },
  },
});
