import type { AstroIntegration } from "astro";

/**
 * Pages are rendered by two Lambda functions, the publisher and the render function, and by nothing
 * else: no server listens and no prerendered file is served. So all that the adapter adds is an
 * entry that exports `render`. Everything the pages import goes into the build, React included, so
 * that esbuild can make one file of it that needs no node_modules.
 */
export default function parasol(): AstroIntegration {
  return {
    name: "parasol",
    hooks: {
      "astro:config:setup"({ command, updateConfig }) {
        // A build started by a test runner inherits NODE_ENV=test, and would compile development
        // JSX, which React's production build, the one that is bundled, does not have.
        if (command === "build") process.env["NODE_ENV"] = "production";
        // Astro draws a new key for each build, for server islands and sessions. The pages have
        // neither, and equal sources must give equal assets.
        process.env["ASTRO_KEY"] ??= Buffer.alloc(32).toString("base64");
        updateConfig({
          output: "server",
          // The bundle carries no image library, and no store for sessions.
          image: { service: { entrypoint: "astro/assets/services/noop", config: {} } },
          vite: { ssr: { noExternal: true } },
        });
      },
      "astro:config:done"({ setAdapter }) {
        setAdapter({
          name: "parasol",
          entrypointResolution: "auto",
          serverEntrypoint: new URL("./server.ts", import.meta.url),
          adapterFeatures: { buildOutput: "server" },
          supportedAstroFeatures: { serverOutput: "stable", staticOutput: "unsupported" },
        });
      },
    },
  };
}
