import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build as esbuild, type Plugin, transform } from "esbuild";
import { BundleState, inputsOf } from "./bundle-state.ts";
import { assetName, DIST, functionIds, handlerFile, ROOT } from "./function-files.ts";

export interface FunctionSource {
  /** The contract's id. */
  readonly id: string;
  /** Absolute path of the handler's source. */
  readonly file: string;
}

export interface Bundles {
  /** Ids whose bundle differs from what lay there before. */
  readonly changed: readonly string[];
}

/** Inlined CommonJS packages call `require` for Node's own modules, which ES modules lack. */
const REQUIRE =
  'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);';

/**
 * `z` is an object that holds all of zod, its fifty languages too; a namespace import leaves out
 * what a function does not call: 450 kB a function instead of 810.
 */
const zodInParts = (source: string): string =>
  source.replace(/^import \{ z \} from "zod";$/m, 'import * as z from "zod";');

/**
 * A contract's schemas are made by calls, which esbuild must take for effects. As a pure call of its
 * own, an endpoint that a function does not import leaves its bundle, schemas and all: a new entry in
 * a contract changes no neighbour's asset.
 */
const endpointsApart = (source: string): string =>
  source.replace(
    /^(export const \w+ = )(endpoint\(\{\n[^]*?\n\}\));$/gm,
    "$1/* @__PURE__ */ (() => $2)();",
  );

/**
 * A typeface that a module reads beside itself goes into the bundle, where nothing lies beside it;
 * compressed, it is a third.
 */
const facesInside = (source: string): string =>
  source.replace(
    /^const (\w+) = readFileSync\(new URL\(("[^"]+\.ttf"), import\.meta\.url\)\);$/gm,
    "import $1 from $2;",
  );

/**
 * Imports that only serve what we do without. Of pdfkit, half a megabyte: typefaces of the web, lines
 * broken by pdfkit itself, pictures, encryption. Of the mail library 400 kB: indented HTML, and plain
 * text made from HTML.
 */
const UNUSED =
  /^(brotli\/decompress\.js|linebreak|png-js|@noble\/ciphers\/aes|prettier\/standalone|prettier\/plugins\/html|html-to-text)$/;

/** Nor do invoices set Devanagari or Khmer: fontkit's tables of how syllables are put together. */
const syllablesApart = (source: string): string =>
  source.replace(/ = JSON\.parse\("(?:[^"\\]|\\.)*"\);$/gm, " = {};");

const smaller: Plugin = {
  name: "smaller",
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/](functions|shared)[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: facesInside(endpointsApart(zodInParts(await readFile(path, "utf8")))),
      loader: "ts",
    }));
    bundling.onLoad({ filter: /\.ttf$/ }, async ({ path }) => {
      const bytes = brotliCompressSync(await readFile(path)).toString("base64");
      return {
        contents: `import { brotliDecompressSync } from "node:zlib";
          export default brotliDecompressSync(Buffer.from("${bytes}", "base64"));`,
      };
    });
    bundling.onLoad({ filter: /[\\/]fontkit[\\/]dist[\\/]module\.mjs$/ }, async ({ path }) => ({
      contents: syllablesApart(await readFile(path, "utf8")),
      loader: "js",
    }));
    bundling.onResolve({ filter: UNUSED }, ({ path }) => ({
      path,
      namespace: "unused",
    }));
    bundling.onLoad({ filter: /./, namespace: "unused" }, () => ({
      contents: "module.exports = {};",
    }));
  },
};

/** Every function of the contracts with the file that its id stands for. */
function functionSources(): readonly FunctionSource[] {
  return functionIds.map((id) => ({ id, file: join(ROOT, handlerFile(id)) }));
}

/**
 * Bundles all functions in one esbuild call, each on its own into `<outdir>/<area-verb-noun>/index.mjs`.
 * Without code splitting a bundle depends on its own imports alone, so that a new function changes
 * no other one's asset, and only those are made again whose sources changed.
 *
 * @param force build even where no input changed
 * @throws Error naming each contract whose handler does not exist, or esbuild's own errors
 */
export async function bundleFunctions({
  sources = functionSources(),
  outdir = join(DIST, "functions"),
  force = false,
}: {
  sources?: readonly FunctionSource[];
  outdir?: string;
  force?: boolean;
} = {}): Promise<Bundles> {
  requireHandlers(sources);
  await mkdir(outdir, { recursive: true });
  const state = await BundleState.read(ROOT, outdir, [
    "infra/bundle.ts",
    "tsconfig.json",
    "package-lock.json",
  ]);
  const fresh = await Promise.all(
    sources.map(
      async ({ id, file }) =>
        !force && existsSync(bundlePath(outdir, id)) && (await state.isFresh(id, file)),
    ),
  );
  const stale = sources.filter((_, index) => !fresh[index]);
  const changed = stale.length === 0 ? [] : await build(stale, outdir, state);
  await removeStrangers(outdir, new Set(sources.map(({ id }) => assetName(id))));
  await state.write(sources.map(({ id }) => id));
  return { changed };
}

async function build(
  sources: readonly FunctionSource[],
  outdir: string,
  state: BundleState,
): Promise<string[]> {
  const startedAt = Date.now();
  const { outputFiles, metafile } = await esbuild({
    absWorkingDir: ROOT,
    entryPoints: sources.map(({ id, file }) => ({ in: file, out: `${assetName(id)}/index` })),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: false,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    // React picks its production build by this name; the app's own code never reads it.
    define: { "process.env.NODE_ENV": '"production"' },
    // Tried by pg in a getter that nothing calls.
    external: ["pg-native"],
    logLevel: "silent",
    plugins: [smaller],
  });

  const isChanged = await Promise.all(
    sources.map(async ({ id, file }) => {
      const path = bundlePath(outdir, id);
      const output = outputFiles.find((one) => one.path === path);
      if (output === undefined) throw new Error(`esbuild left no bundle for ${id}.`);
      const code = await minify(output.text);
      const text = /\brequire\b/.test(code) ? `${REQUIRE}${code}` : code;
      const entry = relative(ROOT, file).replaceAll("\\", "/");
      const written = await writeIfChanged(path, text);
      await state.note(id, file, inputsOf(metafile, entry), startedAt);
      return written;
    }),
  );
  return sources.filter((_, index) => isChanged[index]).map(({ id }) => id);
}

/**
 * In a step of its own: esbuild gives out short names by how often letters occur in all that it has
 * read, and so code that was left out would still change those of code that stayed.
 */
async function minify(bundle: string): Promise<string> {
  const { code } = await transform(bundle, {
    minifyIdentifiers: true,
    minifyWhitespace: true,
    treeShaking: false,
    format: "esm",
    platform: "node",
    target: "node24",
    legalComments: "none",
  });
  return code;
}

function bundlePath(outdir: string, id: string): string {
  return join(outdir, assetName(id), "index.mjs");
}

function requireHandlers(sources: readonly FunctionSource[]): void {
  const missing = sources.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return;
  const lines = missing.map(({ id, file }) => `${id}: there is no ${relative(ROOT, file)}`);
  throw new Error(`Each contract needs its handler.\n${lines.join("\n")}`);
}

async function writeIfChanged(path: string, text: string): Promise<boolean> {
  if ((await readFile(path, "utf8").catch(() => undefined)) === text) return false;
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, text);
  await rename(beside, path);
  return true;
}

/** A contract that is gone takes its asset with it. */
async function removeStrangers(outdir: string, known: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(outdir, { withFileTypes: true })) {
    if (entry.isDirectory() && !known.has(entry.name)) {
      await rm(join(outdir, entry.name), { recursive: true });
    }
  }
}
