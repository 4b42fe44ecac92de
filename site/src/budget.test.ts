import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageScripts } from "./page-scripts.ts";
import { mockPageData } from "./testing.ts";

const PRODUCT_SCRIPT_BYTES = 90_000;
const FONT_BYTES = 50_000;
const ROOT = join(import.meta.dirname, "../..");

/** A build of its own: others may be building `dist/site` at this moment. */
let dist: string;
let render: (path: string) => Promise<string>;

function build(outDir: string): Promise<void> {
  const astro = createRequire(import.meta.url).resolve("astro/package.json");
  const command = [join(dirname(astro), "bin/astro.mjs"), "build", "--root", "site"];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...command, "--outDir", outDir], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", ASTRO_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });
}

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), "parasol-site-"));
  await build(dist);
  const entry = await import(pathToFileURL(join(dist, "server/entry.mjs")).href);
  render = async (path) => {
    const locals = { data: mockPageData(), staff: null };
    const response: Response = await entry.render(`https://shop.example${path}`, locals);
    return await response.text();
  };
});

afterAll(async () => {
  await rm(dist, { recursive: true, force: true });
});

const PAGES = ["/", "/animals", "/products/fox", "/basket", "/checkout", "/orders/P-1", "/sign-in"];

describe("the built storefront", () => {
  it("sends less than 90 KB of script, gzipped, with a product page", async () => {
    const scripts = await pageScripts(join(dist, "client"), await render("/products/fox"));
    const sizes = [...scripts.values()].map((text) => gzipSync(text).length);
    expect(scripts.size).toBeGreaterThan(5);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(PRODUCT_SCRIPT_BYTES);
  });

  it("keeps zod on the server", async () => {
    for (const page of PAGES) {
      const scripts = await pageScripts(join(dist, "client"), await render(page));
      const heavy = [...scripts].filter(([, text]) => text.includes("ZodType"));
      expect(heavy.map(([path]) => path)).toEqual([]);
    }
  });

  it("has a hash in csp.json for every script that stands in a page", async () => {
    const { scriptHashes } = JSON.parse(await readFile(join(dist, "csp.json"), "utf8"));
    for (const page of PAGES) {
      const html = await render(page);
      const inline = [
        ...html.matchAll(/<script(?![^>]*(?:src=|ld\+json))[^>]*>([^]*?)<\/script>/g),
      ];
      expect(inline.length).toBeGreaterThan(1);
      for (const [, script = ""] of inline) {
        const hash = createHash("sha256").update(script).digest("base64");
        expect(scriptHashes, `${page}: ${script.slice(0, 60)}`).toContain(`sha256-${hash}`);
      }
    }
  });

  it("has no event handlers in its markup", async () => {
    for (const page of PAGES) expect(await render(page)).not.toMatch(/<[^>]+\son[a-z]+=/);
  });

  it("sends two fonts of 50 KB together, and asks for the text's at once", async () => {
    const files = await readdir(join(dist, "client/_astro"));
    const fonts = files.filter((name) => name.endsWith(".woff2"));
    const sizes = await Promise.all(
      fonts.map(async (name) => (await readFile(join(dist, "client/_astro", name))).length),
    );
    expect(fonts).toHaveLength(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FONT_BYTES);
    expect(await render("/")).toMatch(/<link rel="preload" href="\/_astro\/archivo-rest[^"]+"/);
  });
});
