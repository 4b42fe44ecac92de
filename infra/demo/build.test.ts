import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildDemo } from "./build.ts";

/** Enough for the fox and the owl; all of them take some ten seconds. */
const UP_TO = 80;

let outDir: string;
const figurines = () => join(outDir, "media", "figurines");

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "parasol-demo-"));
  await buildDemo({ outDir, upTo: UP_TO });
});
afterAll(() => rm(outDir, { recursive: true, force: true }));

describe("the demo catalogue", () => {
  it("has one picture for each figurine, and no other file to upload", async () => {
    const { products } = JSON.parse(await readFile(join(outDir, "catalogue.json"), "utf8"));
    const images = products.map(({ image }: { image: string }) => image).sort();
    const files = await readdir(figurines());
    expect(files.map((file) => `figurines/${file}`).sort()).toEqual(images);
  });

  it("is left alone when nothing has changed", async () => {
    const before = await stat(join(outDir, "catalogue.json"));
    const again = await buildDemo({ outDir, upTo: UP_TO });
    const after = await stat(join(outDir, "catalogue.json"));
    expect(again.products).toBe(UP_TO);
    expect(after.ino).toBe(before.ino);
  });

  it("replaces what is missing and removes what is strange, and comes out the same", async () => {
    const before = await readFile(join(outDir, "catalogue.json"), "utf8");
    const fox = await readFile(join(figurines(), "fox.webp"));
    const owl = await stat(join(figurines(), "owl.webp"));
    await rm(join(figurines(), "fox.webp"));
    await writeFile(join(figurines(), "stranger.webp"), "");
    await writeFile(join(figurines(), "fox.webp.1.tmp"), "");
    await buildDemo({ outDir, upTo: UP_TO });
    expect(await readFile(join(figurines(), "fox.webp"))).toEqual(fox);
    expect((await stat(join(figurines(), "owl.webp"))).ino).toBe(owl.ino);
    expect(await readdir(figurines())).not.toContain("stranger.webp");
    expect(await readFile(join(outDir, "catalogue.json"), "utf8")).toBe(before);
  });
});
