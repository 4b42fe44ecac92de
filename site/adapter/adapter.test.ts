import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const ADAPTER = join(import.meta.dirname, "index.ts");

const PAGES = {
  "index.astro": `---
import Counter from "../counter.tsx";
const { total } = await Astro.locals.data.products({});
---
<html><body><h1>{total} figurines</h1><Counter client:load start={3} /></body></html>`,
  "products/[slug].astro": `---
const product = await Astro.locals.data.product(Astro.params.slug);
if (!product) return Astro.rewrite("/404");
---
<html><body><h1>{product.name}</h1></body></html>`,
  "admin/index.astro": `---
return Astro.redirect("/admin/orders");
---`,
  "404.astro": "<html><body><h1>Nothing stands here.</h1></body></html>",
  "500.astro": "<html><body><h1>That is our fault.</h1></body></html>",
  "broken.astro": `---
throw new Error("the database password is hunter2");
---`,
};

interface Entry {
  render(url: string, locals: object): Promise<Response>;
  routeOf(url: string): string | undefined;
  staticPaths(): string[];
}

const locals = {
  data: {
    products: async () => ({ items: [], total: 1004 }),
    product: async (slug: string) => (slug === "fox" ? { name: "Fox" } : null),
    categories: async () => [],
  },
  staff: null,
};

let folder: string;
let bundle: string;
let site: Entry;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parasol-adapter-"));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [name, source] of Object.entries(PAGES)) {
    const file = join(folder, "src/pages", name);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, source);
  }
  await writeFile(
    join(folder, "src/counter.tsx"),
    "export default function Counter({ start }: { start: number }) { return <output>{start}</output>; }",
  );
  await writeFile(
    join(folder, "astro.config.mjs"),
    `import react from "@astrojs/react";
import parasol from ${JSON.stringify(pathToFileURL(ADAPTER).href)};
export default { integrations: [react()], adapter: parasol() };`,
  );
  const astro = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/astro/bin/astro.mjs"), "build", "--root", folder],
    { cwd: folder, encoding: "utf8", env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" } },
  );
  if (astro.status !== 0) throw new Error(astro.stdout + astro.stderr);

  // Outside of any node_modules, as on Lambda.
  bundle = join(await mkdtemp(join(folder, "bundle-")), "entry.mjs");
  await build({
    entryPoints: [join(folder, "dist/server/entry.mjs")],
    outfile: bundle,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  site = await import(/* @vite-ignore */ pathToFileURL(bundle).href);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function get(path: string): Promise<{ status: number; html: string; headers: Headers }> {
  const response = await site.render(`https://shop.example${path}`, locals);
  return { status: response.status, html: await response.text(), headers: response.headers };
}

describe("the bundled site", () => {
  it("is one file that imports nothing but Node's own modules", async () => {
    const text = await readFile(bundle, "utf8");
    const imported = [...text.matchAll(/(?:^|[;\n])import[^"']*?["']([^"']+)["']/g)].map(
      (m) => m[1],
    );
    expect(imported.filter((name) => !name?.startsWith("node:"))).toEqual([]);
  });

  it("renders a page with the data it is handed, islands included", async () => {
    const { status, html } = await get("/");
    expect(status).toBe(200);
    expect(html).toContain("<h1>1004 figurines</h1>");
    expect(html).toContain("<output>3</output>");
    expect(html).toContain("astro-island");
  });

  it("renders a page by its parameter", async () => {
    expect((await get("/products/fox")).html).toContain("<h1>Fox</h1>");
  });

  it("answers 404 with the page for it, for unknown paths and for unknown products", async () => {
    for (const path of ["/nowhere/at/all", "/products/unicorn"]) {
      const { status, html } = await get(path);
      expect(status).toBe(404);
      expect(html).toContain("Nothing stands here.");
    }
  });

  it("answers 500 without a word of what went wrong", async () => {
    const { status, html } = await get("/broken");
    expect(status).toBe(500);
    expect(html).toContain("That is our fault.");
    expect(html).not.toContain("hunter2");
  });

  it("passes redirects on", async () => {
    const { status, headers } = await get("/admin");
    expect(status).toBe(302);
    expect(headers.get("location")).toBe("/admin/orders");
  });

  it("knows the page behind a path, however it is written, and none of Astro's own endpoints", () => {
    expect(site.routeOf("https://shop.example/products/fox?x=1")).toBe("/products/[slug]");
    expect(site.routeOf("https://shop.example/%61dmin")).toBe("/admin");
    expect(site.routeOf("https://shop.example/_image?href=/x.png")).toBeUndefined();
    expect(site.routeOf("https://shop.example/nowhere/at/all")).toBeUndefined();
  });

  it("lists the pages that need no parameter, without the error pages", () => {
    expect(site.staticPaths().toSorted()).toEqual(["/", "/admin", "/broken"]);
  });
});
