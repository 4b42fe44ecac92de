import type { InvocationResult } from "../seams.ts";
import { accessKeyOf, workerEnvironment } from "./environment.ts";
import { type FunctionSpec, runsTheSame } from "./function-spec.ts";
import { FunctionWorker } from "./function-worker.ts";

/** As Lambda, which keeps an environment some minutes after its last event. */
const idleMs = 5 * 60_000;

export interface PoolOptions {
  readonly proxyUrl: string;
  readonly log: (functionName: string, line: string) => void;
  /** Tells the proxy who a new worker is, and when it is gone. */
  readonly register: (worker: FunctionWorker, pool: FunctionPool) => void;
  readonly unregister: (worker: FunctionWorker) => void;
}

/** The workers of one function: started when an event finds none free, up to a few. */
export class FunctionPool {
  #spec: FunctionSpec;
  readonly #options: PoolOptions;
  readonly #free: FunctionWorker[] = [];
  readonly #all = new Set<FunctionWorker>();
  readonly #retired = new Map<FunctionWorker, NodeJS.Timeout>();
  /** Busy with an event under a function that has changed since. */
  readonly #outdated = new Set<FunctionWorker>();
  readonly #waiting: PromiseWithResolvers<FunctionWorker>[] = [];
  #started = 0;
  #invocations = 0;

  constructor(spec: FunctionSpec, options: PoolOptions) {
    this.#spec = spec;
    this.#options = options;
  }

  get spec(): FunctionSpec {
    return this.#spec;
  }

  /** Events that run or wait. */
  get load(): number {
    return this.#invocations;
  }

  /** Runs one event, after those that came before when every worker is busy. */
  async invoke(event: unknown): Promise<InvocationResult> {
    this.#invocations += 1;
    try {
      const worker = await this.#take();
      const result = await worker.invoke(event);
      this.#give(worker);
      return result;
    } finally {
      this.#invocations -= 1;
    }
  }

  /** Takes over a changed function: free workers end now, busy ones after their event. */
  replace(spec: FunctionSpec): void {
    const same = runsTheSame(this.#spec, spec);
    this.#spec = spec;
    if (same) return;
    for (const worker of this.#free.splice(0)) this.#end(worker);
    for (const worker of this.#all) this.#outdated.add(worker);
  }

  async close(): Promise<void> {
    const workers = [...this.#all];
    for (const timer of this.#retired.values()) clearTimeout(timer);
    this.#all.clear();
    this.#free.length = 0;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("The function ends."));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #take(): Promise<FunctionWorker> | FunctionWorker {
    const free = this.#free.pop();
    if (free !== undefined) {
      clearTimeout(this.#retired.get(free));
      this.#retired.delete(free);
      if (!free.spent) return free;
      this.#end(free);
      return this.#take();
    }
    if (this.#all.size - this.#outdated.size < this.#spec.concurrency) return this.#start();
    const waiting = Promise.withResolvers<FunctionWorker>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  #start(): FunctionWorker {
    const accessKeyId = accessKeyOf(this.#spec.name, this.#started++);
    const environment = workerEnvironment(this.#spec, this.#options.proxyUrl, accessKeyId);
    const { name } = this.#spec;
    const worker = new FunctionWorker(this.#spec, accessKeyId, environment, (line) =>
      this.#options.log(name, line),
    );
    this.#all.add(worker);
    this.#options.register(worker, this);
    return worker;
  }

  #give(worker: FunctionWorker): void {
    const reusable = this.#all.has(worker) && !this.#outdated.has(worker) && !worker.spent;
    if (!reusable) this.#end(worker);
    const next = this.#waiting.shift();
    if (next !== undefined) next.resolve(reusable ? worker : this.#start());
    else if (reusable) this.#park(worker);
  }

  #park(worker: FunctionWorker): void {
    this.#free.push(worker);
    const timer = setTimeout(() => {
      this.#free.splice(this.#free.indexOf(worker), 1);
      this.#end(worker);
    }, idleMs);
    timer.unref();
    this.#retired.set(worker, timer);
  }

  #end(worker: FunctionWorker): void {
    clearTimeout(this.#retired.get(worker));
    this.#retired.delete(worker);
    this.#all.delete(worker);
    this.#outdated.delete(worker);
    this.#options.unregister(worker);
    void worker.terminate();
  }
}
