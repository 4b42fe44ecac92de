import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { bundleFunctions, type FunctionSource } from "./bundle.ts";
import { assetName, DIST, functionIds, handlerFile } from "./function-files.ts";
import { buildAssets } from "./synth.ts";

const made: string[] = [];
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "parasol-bundles-"));
  made.push(directory);
});

afterAll(async () => {
  for (const one of made) await rm(one, { recursive: true });
});

/** Handlers that share a module, as ours share the kit. */
function handlers(...ids: string[]): FunctionSource[] {
  writeFileSync(join(directory, "shared.ts"), "export const greet = (who: string) => `Hi ${who}`;");
  return ids.map((id) => {
    const file = join(directory, `${id}.ts`);
    writeFileSync(
      file,
      `import { greet } from "./shared.ts"; export const handler = async () => greet("${id}");`,
    );
    return { id, file };
  });
}

function hashes(outdir: string, ids: readonly string[]): string[] {
  return ids.map((id) =>
    createHash("sha256")
      .update(readFileSync(join(outdir, assetName(id), "index.mjs")))
      .digest("hex"),
  );
}

describe("Names", () => {
  it.each([
    ["cart.setItem", "functions/cart/set-item.ts", "cart-set-item"],
    ["catalog.listProducts", "functions/catalog/list-products.ts", "catalog-list-products"],
    ["orders.get", "functions/orders/get.ts", "orders-get"],
  ])("lead from %s to %s", (id, file, asset) => {
    expect(handlerFile(id)).toBe(file);
    expect(assetName(id)).toBe(asset);
  });
});

describe("Bundling", () => {
  it("makes one file of each function that runs on its own", async () => {
    const outdir = join(directory, "out");
    await bundleFunctions({ sources: handlers("cart.setItem"), outdir });

    const path = pathToFileURL(join(outdir, "cart-set-item", "index.mjs")).href;
    const { handler }: { handler: () => Promise<string> } = await import(path);
    expect(await handler()).toBe("Hi cart.setItem");
  });

  it("gives every function the same bytes when another one is added", async () => {
    const before = ["cart.get", "cart.setItem", "orders.get"];
    const outdir = join(directory, "out");
    await bundleFunctions({ sources: handlers(...before), outdir });
    const old = hashes(outdir, before);

    const { changed } = await bundleFunctions({
      sources: handlers("admin.getOrder", ...before),
      outdir,
    });

    expect(changed).toEqual(["admin.getOrder"]);
    expect(hashes(outdir, before)).toEqual(old);
  });

  it("leaves a function as it was when its contract gets another entry", async () => {
    const contracts = join(directory, "shared", "contracts");
    mkdirSync(contracts, { recursive: true });
    const entry = (id: string) =>
      `export const ${id} = endpoint({\n  id: "${id}",\n  body: schema().min(1),\n});\n`;
    const write = (...ids: string[]) =>
      writeFileSync(
        join(contracts, "cart.ts"),
        `import { endpoint, schema } from "./endpoint.ts";\n${ids.map(entry).join("")}`,
      );
    writeFileSync(
      join(contracts, "endpoint.ts"),
      "export const endpoint = (it) => ({ ...it }); export const schema = () => ({ min: console.log });",
    );
    const file = join(directory, "get.ts");
    writeFileSync(
      file,
      'import { get } from "./shared/contracts/cart.ts"; export const handler = async () => get.id;',
    );
    const outdir = join(directory, "out");
    const sources = [{ id: "cart.get", file }];
    write("get");
    await bundleFunctions({ sources, outdir, force: true });
    const old = hashes(outdir, ["cart.get"]);

    write("get", "clear");
    await bundleFunctions({ sources, outdir, force: true });

    expect(hashes(outdir, ["cart.get"])).toEqual(old);
  });

  it("notices a change in a shared module, and rests where nothing changed", async () => {
    const sources = handlers("cart.get");
    const outdir = join(directory, "out");
    await bundleFunctions({ sources, outdir });
    expect((await bundleFunctions({ sources, outdir })).changed).toEqual([]);

    writeFileSync(join(directory, "shared.ts"), "export const greet = (who: string) => who;");

    expect((await bundleFunctions({ sources, outdir })).changed).toEqual(["cart.get"]);
  });

  it("takes a bundle away with its contract", async () => {
    const outdir = join(directory, "out");
    const [kept, gone] = handlers("cart.get", "cart.setItem");
    if (kept === undefined || gone === undefined) throw new Error("Two were made.");
    await bundleFunctions({ sources: [kept, gone], outdir });

    await bundleFunctions({ sources: [kept], outdir });

    expect(() => hashes(outdir, [gone.id])).toThrow("ENOENT");
  });

  it("names the contract and the file where a handler is missing", async () => {
    const sources = [{ id: "cart.setItem", file: join(directory, "set-item.ts") }];

    await expect(bundleFunctions({ sources, outdir: directory })).rejects.toThrow(
      /cart\.setItem: there is no .*set-item\.ts/,
    );
  });
});

/** These carry the whole storefront. */
const CARRY_THE_SITE = new Set(["pages.renderPage", "jobs.publishPages"]);
const BUDGET_BYTES = 1_000_000;

describe("Our functions", () => {
  it("stay below 1 MB each", async () => {
    await buildAssets();

    const sizes = functionIds
      .filter((id) => !CARRY_THE_SITE.has(id))
      .map((id) => {
        const path = join(DIST, "functions", assetName(id), "index.mjs");
        return { id, bytes: readFileSync(path).length };
      });
    expect(sizes.length).toBeGreaterThan(30);
    expect(sizes.filter(({ bytes }) => bytes > BUDGET_BYTES)).toEqual([]);
  }, 180_000);
});
