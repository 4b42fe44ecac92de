import type { ProxyCaller } from "../proxy.ts";
import type { InvocationResult } from "../seams.ts";
import { FunctionPool } from "./function-pool.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { FunctionWorker } from "./function-worker.ts";
import { LogFiles } from "./log-files.ts";

export interface FunctionsOptions {
  readonly proxyUrl: string;
  readonly logDirectory: string;
  readonly onLog?: (functionName: string, line: string) => void;
}

/** Every function of the cloud, by name and by ARN. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #logs: LogFiles;
  readonly #pools = new Map<string, FunctionPool>();
  readonly #callers = new Map<string, { worker: FunctionWorker; pool: FunctionPool }>();
  #closing = false;
  #begun = 0;

  constructor(options: FunctionsOptions) {
    this.#options = options;
    this.#logs = new LogFiles(options.logDirectory);
  }

  get specs(): readonly FunctionSpec[] {
    return [...this.#pools.values()].map(({ spec }) => spec);
  }

  /** Events that run or wait, over all functions. */
  get load(): number {
    return [...this.#pools.values()].reduce((sum, { load }) => sum + load, 0);
  }

  /** Writes a line to a log file, and tells whoever listens. */
  log(name: string, line: string): void {
    if (!this.#closing) this.#logs.write(name, line);
    this.#options.onLog?.(name, line);
  }

  /** Events that ever arrived. */
  get begun(): number {
    return this.#begun;
  }

  /** Takes over a set of functions: new ones appear, changed ones change, others end. */
  async replaceAll(specs: readonly FunctionSpec[]): Promise<void> {
    const names = new Set(specs.map(({ name }) => name));
    const gone = [...this.#pools].filter(([name]) => !names.has(name));
    for (const [name] of gone) this.#pools.delete(name);
    for (const spec of specs) this.replace(spec);
    await Promise.all(gone.map(([, pool]) => pool.close()));
  }

  replace(spec: FunctionSpec): void {
    const pool = this.#pools.get(spec.name);
    if (pool === undefined) this.#pools.set(spec.name, this.#pool(spec));
    else pool.replace(spec);
  }

  /**
   * Runs a function to its end.
   *
   * @param id name, ARN, alias's or version's ARN, or the end of the construct path
   * @throws when no function is called so, or the cloud is closing
   */
  async invoke(id: string, event: unknown): Promise<InvocationResult> {
    if (this.#closing) throw new Error("The local cloud is closing.");
    const pool = this.#find(id);
    this.#begun += 1;
    return pool.invoke(event);
  }

  /** The function that a name, an ARN or a construct path stands for. */
  spec(id: string): FunctionSpec {
    return this.#find(id).spec;
  }

  /** The worker that owns an access key. */
  caller(accessKeyId: string): ProxyCaller | undefined {
    const entry = this.#callers.get(accessKeyId);
    if (entry === undefined) return undefined;
    const { worker, pool } = entry;
    return {
      functionName: pool.spec.name,
      cdkPath: pool.spec.cdkPath,
      role: pool.spec.role,
      reachable: pool.spec.reachable,
      requestId: worker.requestId,
      kill: () => void worker.terminate(),
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    await this.#logs.close();
  }

  #find(id: string): FunctionPool {
    const name = /^arn:aws:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(id)?.[1] ?? id;
    const pool = this.#pools.get(name) ?? this.#byPath(id);
    if (pool === undefined) throw new Error(`There is no function ${id}.`);
    return pool;
  }

  #byPath(id: string): FunctionPool | undefined {
    const path = id.replace(/\/Resource$/, "");
    const fits = [...this.#pools.values()].filter(({ spec }) => {
      const own = spec.cdkPath.replace(/\/Resource$/, "");
      return own === path || own.endsWith(`/${path}`);
    });
    if (fits.length > 1) throw new Error(`${id} stands for more than one function.`);
    return fits[0];
  }

  #pool(spec: FunctionSpec): FunctionPool {
    return new FunctionPool(spec, {
      proxyUrl: this.#options.proxyUrl,
      log: (name, line) => this.log(name, line),
      register: (worker, pool) => this.#callers.set(worker.accessKeyId, { worker, pool }),
      unregister: (worker) => this.#callers.delete(worker.accessKeyId),
    });
  }
}
