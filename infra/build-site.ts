import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { contentHash } from "./content-hash.ts";
import { DIST, ROOT } from "./function-files.ts";
import { run } from "./run.ts";

const SITE = join(DIST, "site");
/** Beside the build, so that whoever deletes the one deletes the other. */
const KEY = join(SITE, ".key");
const SOURCES = [
  "site/*.{ts,json}",
  "site/{adapter,integrations,public,src}/**/*",
  "shared/{contracts,domain,values}/**/*.ts",
  "package-lock.json",
];

/**
 * Builds the storefront into `dist/site`, unless its sources are those of the last build.
 *
 * @returns whether it was built
 * @throws Error with what Astro said
 */
export async function buildSite({ force = false }: { force?: boolean } = {}): Promise<boolean> {
  const key = await contentHash(ROOT, SOURCES);
  const built = existsSync(join(SITE, "server", "entry.mjs")) && existsSync(join(SITE, "client"));
  if (!force && built && (await readFile(KEY, "utf8").catch(() => "")) === key) return false;
  const astro = createRequire(import.meta.url).resolve("astro/package.json");
  await run([join(dirname(astro), "bin", "astro.mjs"), "build", "--root", "site"], {
    ASTRO_TELEMETRY_DISABLED: "1",
    NODE_ENV: "production",
  });
  await writeFile(KEY, key);
  return true;
}
