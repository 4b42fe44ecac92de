import { createHash } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { z } from "zod";

/** What a bundle was made from: paths as esbuild names them, and a hash over their contents. */
interface Origin {
  readonly file: string;
  readonly inputs: readonly string[];
  readonly key: string;
}

/** Paths are listed once and named by their place: forty functions share most of them. */
const stateSchema = z.object({
  salt: z.string(),
  paths: z.array(z.string()),
  functions: z.record(
    z.string(),
    z.object({ file: z.string(), inputs: z.array(z.int()), key: z.string() }),
  ),
});

const FILE = ".bundles.json";

/** Remembers from run to run what each function was made from. */
export class BundleState {
  readonly #root: string;
  readonly #file: string;
  readonly #salt: string;
  readonly #origins = new Map<string, Origin>();
  readonly #hashes = new Map<string, Promise<string>>();

  private constructor(root: string, outdir: string, salt: string) {
    this.#root = root;
    this.#file = join(outdir, FILE);
    this.#salt = salt;
  }

  /**
   * @param root what inputs are relative to
   * @param saltFrom files on which every bundle depends
   */
  static async read(
    root: string,
    outdir: string,
    saltFrom: readonly string[],
  ): Promise<BundleState> {
    const salts = await Promise.all(saltFrom.map((path) => readFile(join(root, path))));
    const salt = createHash("sha256").update(Buffer.concat(salts)).digest("hex");
    const state = new BundleState(root, outdir, salt);
    const kept = await readFile(state.#file, "utf8")
      .then((text) => stateSchema.parse(JSON.parse(text)))
      .catch(() => undefined);
    if (kept?.salt === salt) {
      for (const [id, { file, inputs, key }] of Object.entries(kept.functions)) {
        const paths = inputs.map((index) => kept.paths[index] ?? "");
        state.#origins.set(id, { file, inputs: paths, key });
      }
    }
    return state;
  }

  /** Whether the bundle of `id` is what bundling `file` would give now. */
  async isFresh(id: string, file: string): Promise<boolean> {
    const origin = this.#origins.get(id);
    return origin?.file === file && origin.key === (await this.#keyOf(origin.inputs));
  }

  /**
   * Notes what a new bundle was made from.
   *
   * @param startedAt when the build began, in epoch milliseconds: a file that was written since may
   *   have been read before, so its bundle never counts as fresh
   */
  async note(
    id: string,
    file: string,
    inputs: readonly string[],
    startedAt: number,
  ): Promise<void> {
    const times = await Promise.all(
      inputs.map((path) =>
        stat(join(this.#root, path)).then(
          ({ mtimeMs }) => mtimeMs,
          // Not a file of its own, such as a module that a package switches off.
          () => 0,
        ),
      ),
    );
    const key = times.some((time) => time >= startedAt) ? "" : await this.#keyOf(inputs);
    this.#origins.set(id, { file, inputs, key });
  }

  /** Keeps the notes of these functions, and no other, for the next run. */
  async write(ids: readonly string[]): Promise<void> {
    const places = new Map<string, number>();
    const functions = ids.flatMap((id) => {
      const origin = this.#origins.get(id);
      if (origin === undefined) return [];
      const inputs = origin.inputs.map((path) => {
        const place = places.get(path) ?? places.size;
        places.set(path, place);
        return place;
      });
      return [[id, { ...origin, inputs }]];
    });
    const state = { salt: this.#salt, paths: [...places.keys()], functions };
    await writeFile(
      this.#file,
      JSON.stringify({ ...state, functions: Object.fromEntries(functions) }),
    );
  }

  async #keyOf(inputs: readonly string[]): Promise<string> {
    const hashes = await Promise.all(inputs.map((path) => this.#hashOf(path)));
    return createHash("sha256").update(hashes.join()).digest("hex");
  }

  #hashOf(path: string): Promise<string> {
    let hash = this.#hashes.get(path);
    if (hash === undefined) {
      hash = readFile(join(this.#root, path)).then(
        (content) => createHash("sha256").update(content).digest("hex"),
        () => `${path} is gone`,
      );
      this.#hashes.set(path, hash);
    }
    return hash;
  }
}

/** Every file that an entry point reads, itself first, whether or not its code is used. */
export function inputsOf({ inputs }: Metafile, entry: string): string[] {
  const seen = new Set([entry]);
  for (const path of seen) {
    for (const { path: next, external } of inputs[path]?.imports ?? []) {
      if (!external && next in inputs) seen.add(next);
    }
  }
  return [...seen];
}
