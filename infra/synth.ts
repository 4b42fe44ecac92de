import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { buildSite } from "./build-site.ts";
import { bundleFunctions } from "./bundle.ts";
import { contentHash } from "./content-hash.ts";
import { buildDemo } from "./demo/build.ts";
import { DIST, ROOT } from "./function-files.ts";
import { withLock } from "./lock.ts";
import { run } from "./run.ts";

export interface SynthOptions {
  /** Do every step, whatever is cached. */
  readonly force?: boolean;
  readonly onProgress?: (line: string) => void;
  /** Default `cdk.out` in the repository. */
  readonly outdir?: string;
  /** Added to that of `cdk.json`: `stage`, `mailFrom`, `domainName` … */
  readonly context?: Readonly<Record<string, string>>;
}

const configSchema = z.object({ context: z.record(z.string(), z.unknown()) });
const stateSchema = z.object({ inputs: z.string(), outputs: z.string() });

/** What the templates depend on: the app's own code, and the assets whose hashes they carry. */
const INPUTS = [
  "infra/{app,function-files,settings}.ts",
  "infra/{constructs,stacks}/**/*.{ts,js}",
  "shared/{contracts,values}/**/*.ts",
  "{cdk,package-lock}.json",
  "dist/functions/*/index.mjs",
  "dist/site/csp.json",
  "dist/site/client/**/*",
  "dist/demo/catalogue.json",
  "dist/demo/media/**/*",
];
/** Builds share `dist`. */
const LOCK = join(DIST, "synth", "lock");
const OUTPUTS = ["manifest.json", "*.template.json"];

/** Builds what the stacks upload: the storefront, the demo goods and the functions' bundles. */
export async function buildAssets(options: SynthOptions = {}): Promise<void> {
  await withLock(LOCK, () => buildAll(options));
}

async function buildAll({ force = false, onProgress }: SynthOptions): Promise<void> {
  const step = stepper(onProgress);
  await step("Storefront", () => buildSite({ force }));
  await step("Demo goods", async () => {
    const { products } = await buildDemo({ outDir: join(DIST, "demo") });
    return `${products} figurines`;
  });
  await step("Functions", async () => {
    const { changed } = await bundleFunctions({ force });
    return changed.length > 0 ? `${changed.length} changed` : false;
  });
}

/**
 * Brings `cdk.out` up to date: assets, then the CDK app, without the CDK's command line, a network
 * or credentials. The old output is replaced as a whole, and only by a complete one.
 *
 * @returns whether any template differs from what lay there before
 * @throws Error that names the step that failed and why
 */
export async function synth(
  options: SynthOptions = {},
): Promise<{ changed: boolean; outdir: string }> {
  return await withLock(LOCK, () => synthesize(options));
}

async function synthesize(options: SynthOptions): Promise<{ changed: boolean; outdir: string }> {
  const outdir = resolve(options.outdir ?? join(ROOT, "cdk.out"));
  await buildAll(options);
  const { context } = configSchema.parse(
    JSON.parse(await readFile(join(ROOT, "cdk.json"), "utf8")),
  );
  const all = JSON.stringify({ ...context, ...options.context });

  const before = existsSync(outdir) ? await contentHash(outdir, OUTPUTS) : "";
  const inputs = await contentHash(ROOT, INPUTS, all);
  const file = join(DIST, "synth", `${Buffer.from(outdir).toString("base64url")}.json`);
  const last = await readState(file);
  if (!options.force && last?.inputs === inputs && last.outputs === before) {
    return { changed: false, outdir };
  }

  await stepper(options.onProgress)("Templates", () => runApp(outdir, all));
  const outputs = await contentHash(outdir, OUTPUTS);
  await mkdir(join(DIST, "synth"), { recursive: true });
  await writeFile(file, JSON.stringify({ inputs, outputs }));
  return { changed: outputs !== before, outdir };
}

async function runApp(outdir: string, context: string): Promise<boolean> {
  const next = `${outdir}.${process.pid}.next`;
  const old = `${outdir}.${process.pid}.old`;
  await rm(next, { recursive: true, force: true });
  await run(["infra/app.ts"], {
    CDK_OUTDIR: next,
    CDK_CONTEXT_JSON: context,
    // Five seconds of rules that the tests, and every deployment, ask for as well.
    CDK_VALIDATION: "false",
    CDK_DISABLE_STACK_TRACE: "1",
  });
  if (existsSync(outdir)) await rename(outdir, old);
  await rename(next, outdir);
  await rm(old, { recursive: true, force: true });
  return true;
}

async function readState(file: string): Promise<z.infer<typeof stateSchema> | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : stateSchema.safeParse(JSON.parse(text)).data;
}

/** Says what a step did and how long it took. A step answers false where it had nothing to do. */
function stepper(onProgress: ((line: string) => void) | undefined) {
  return async (name: string, work: () => Promise<string | boolean>): Promise<void> => {
    const started = performance.now();
    const did = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const what = did === false ? "unchanged" : did === true ? "built" : did;
    onProgress?.(`${name}: ${what} (${seconds} s)`);
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      assets: { type: "boolean", default: false },
      force: { type: "boolean", default: false },
      output: { type: "string" },
      context: { type: "string", short: "c", multiple: true, default: [] },
    },
  });
  const options: SynthOptions = {
    force: values.force,
    onProgress: console.log,
    context: Object.fromEntries(values.context.map((pair) => pair.split(/=(.*)/s).slice(0, 2))),
    ...(values.output === undefined ? {} : { outdir: values.output }),
  };
  if (values.assets) return await buildAssets(options);
  const { outdir } = await synth(options);
  console.log(`Templates are in ${outdir}`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
