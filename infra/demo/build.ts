import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Catalogue, completeCatalogue, type Draft, draftCatalogue } from "./catalogue.ts";
import { readEmoji, readPictures, sourceVersions } from "./emoji.ts";
import { makePicture, type Tint } from "./picture.ts";

/** What the last build left behind, kept in the output folder but outside of what is uploaded. */
const stateSchema = z.object({
  catalogueKey: z.string(),
  pictureKey: z.string(),
  products: z.number(),
  tints: z.record(z.string(), z.object({ hue: z.number(), chroma: z.number() })),
});
type State = z.infer<typeof stateSchema>;

/** Two cores are the smallest machine; sharp's own threads fill the gaps between these. */
const WORKERS = 4;

/** The source files whose change asks for new pictures; any other change asks for new text only. */
const PICTURE_SOURCES = new Set(["picture.ts", "oklch.ts"]);

/**
 * Makes the demo shop's goods: `catalogue.json` and `media/figurines/<slug>.webp`. A second run with
 * the same packages and sources does nothing, an interrupted one is taken up where it stopped.
 * @param outDir where to; made if missing
 * @param upTo the last number to make; all unless told otherwise
 * @returns how many figurines there are
 */
export async function buildDemo({
  outDir = "dist/demo",
  upTo = Number.POSITIVE_INFINITY,
}: {
  outDir?: string;
  upTo?: number;
} = {}): Promise<{ products: number }> {
  const figurines = join(outDir, "media", "figurines");
  await mkdir(figurines, { recursive: true });
  const keys = await sourceKeys();
  const state = await readState(outDir);
  const present = new Set(await readdir(figurines));
  if (
    state?.catalogueKey === keys.catalogueKey &&
    present.size === state.products &&
    (await exists(join(outDir, "catalogue.json")))
  ) {
    return { products: state.products };
  }

  const pictureOf = readPictures();
  const drafts = draftCatalogue(readEmoji(), (hexcode) => pictureOf(hexcode) !== undefined).slice(
    0,
    upTo,
  );
  const kept = state?.pictureKey === keys.pictureKey ? state.tints : {};
  const tints = new Map<string, Tint>();
  await eachInParallel(drafts, async ({ slug, emoji }: Draft) => {
    const known = kept[slug];
    const name = `${slug}.webp`;
    if (known && present.has(name)) {
      tints.set(slug, known);
      return;
    }
    const source = pictureOf(emoji.hexcode);
    if (!source) throw new Error(`No picture for ${slug}.`);
    const { webp, tint } = await makePicture(source);
    await writeWhole(join(figurines, name), webp);
    tints.set(slug, tint);
  });

  const catalogue = completeCatalogue(drafts, tints);
  const wanted = new Set(drafts.map(({ slug }) => `${slug}.webp`));
  await Promise.all(
    [...present].filter((name) => !wanted.has(name)).map((name) => rm(join(figurines, name))),
  );
  await writeWhole(join(outDir, "catalogue.json"), serialize(catalogue));
  const next: State = {
    ...keys,
    products: catalogue.products.length,
    tints: Object.fromEntries(drafts.map(({ slug }) => [slug, tints.get(slug) ?? NO_TINT])),
  };
  await writeWhole(join(outDir, ".build.json"), JSON.stringify(next));
  return { products: catalogue.products.length };
}

const NO_TINT: Tint = { hue: 0, chroma: 0 };

/** One figurine a line: a change to one shows as one line in a diff. */
function serialize({ categories, products, promotions }: Catalogue): string {
  const rows = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).join(",\n");
  const parts = Object.entries({ categories, products, promotions });
  return `{${parts.map(([name, items]) => `"${name}":[\n${rows(items)}\n]`).join(",")}}\n`;
}

async function sourceKeys(): Promise<Pick<State, "catalogueKey" | "pictureKey">> {
  const versions = JSON.stringify(sourceVersions());
  const names = (await readdir(import.meta.dirname, { recursive: true }))
    .filter((name) => /\.(ts|txt)$/.test(name) && !name.endsWith(".test.ts"))
    .sort();
  const all = createHash("sha256").update(versions);
  const pictures = createHash("sha256").update(versions);
  for (const name of names) {
    const source = await readFile(join(import.meta.dirname, name));
    all.update(name).update(source);
    if (PICTURE_SOURCES.has(name)) pictures.update(name).update(source);
  }
  return { catalogueKey: all.digest("hex"), pictureKey: pictures.digest("hex") };
}

async function readState(outDir: string): Promise<State | undefined> {
  try {
    const text = await readFile(join(outDir, ".build.json"), "utf8");
    return stateSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function exists(file: string): Promise<boolean> {
  return (await readFile(file).catch(() => undefined)) !== undefined;
}

/** Writes beside and renames, so that a killed build leaves no half file. */
async function writeWhole(file: string, content: Buffer | string): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  await writeFile(beside, content);
  await rename(beside, file);
}

async function eachInParallel<T>(items: readonly T[], work: (item: T) => Promise<void>) {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
