import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import idle from "astro/runtime/client/idle.prebuilt.js";
import load from "astro/runtime/client/load.prebuilt.js";
import media from "astro/runtime/client/media.prebuilt.js";
import only from "astro/runtime/client/only.prebuilt.js";
import visible from "astro/runtime/client/visible.prebuilt.js";
import island from "astro/runtime/server/astro-island.prebuilt.js";
import { SCHEME_SCRIPT } from "../src/scheme-script.ts";

/** What Astro prints into a page, by what its islands ask for. */
const INLINE_SCRIPTS = [SCHEME_SCRIPT, island, idle, load, media, only, visible];

/** The source expression of one inline script for a Content-Security-Policy's `script-src`. */
function scriptHash(script: string): string {
  return `sha256-${createHash("sha256").update(script).digest("base64")}`;
}

/**
 * Writes `csp.json` (`{"scriptHashes": ["sha256-…"]}`) into the build's folder. The site's stack
 * puts the hashes into the response headers policy, so that pages need no `unsafe-inline` script.
 */
export function cspHashes(): AstroIntegration {
  let outDir: URL | undefined;
  return {
    name: "parasol:csp-hashes",
    hooks: {
      "astro:config:done": ({ config }) => {
        outDir = config.outDir;
      },
      "astro:build:done": async () => {
        if (outDir === undefined) throw new Error("The build ended before its configuration.");
        const scriptHashes = INLINE_SCRIPTS.map(scriptHash);
        await mkdir(outDir, { recursive: true });
        await writeFile(
          fileURLToPath(new URL("csp.json", outDir)),
          `${JSON.stringify({ scriptHashes }, null, 2)}\n`,
        );
      },
    },
  };
}
