import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { SCHEME_SCRIPT } from "../src/scheme-script.ts";

/** Astro prints these into a page, by what its islands ask for; it exports none of them. */
const ASTRO_SCRIPTS = [
  "runtime/server/astro-island.prebuilt.js",
  ...["idle", "load", "media", "only", "visible"].map((name) => `runtime/client/${name}.prebuilt.js`),
];

async function inlineScripts(): Promise<string[]> {
  const dist = new URL("./dist/", import.meta.resolve("astro/package.json"));
  const modules = await Promise.all(
    ASTRO_SCRIPTS.map((path): Promise<{ default: unknown }> => import(new URL(path, dist).href)),
  );
  return [SCHEME_SCRIPT, ...modules.map((module) => String(module.default))];
}

/** The source expression of one inline script for a Content-Security-Policy's `script-src`. */
export function scriptHash(script: string): string {
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
        const scriptHashes = (await inlineScripts()).map(scriptHash);
        await mkdir(outDir, { recursive: true });
        await writeFile(
          fileURLToPath(new URL("csp.json", outDir)),
          `${JSON.stringify({ scriptHashes }, null, 2)}\n`,
        );
      },
    },
  };
}
