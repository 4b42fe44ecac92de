import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import type { InvocationResult } from "../seams.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { ReportedError, WorkerMessage, WorkerSettings } from "./messages.ts";

/** Lambda's limit for a synchronous answer. */
const maximumPayloadBytes = 6 * 1024 * 1024;

/** Lambda gives a start 10 s of its own; a busy machine deserves more before it is called stuck. */
const initTimeoutMs = 60_000;

interface Running {
  readonly requestId: string;
  readonly finish: (result: InvocationResult) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One environment of a function: a worker thread with its own variables and memory limit, which
 * runs one event at a time, as on Lambda. When it dies or times out it is `spent`.
 */
export class FunctionWorker {
  readonly accessKeyId: string;
  readonly #spec: FunctionSpec;
  readonly #worker: Worker;
  readonly #log: (line: string) => void;
  readonly #ready = Promise.withResolvers<void>();
  #running: Running | undefined;
  #initError: ReportedError | undefined;
  #spent = false;

  constructor(
    spec: FunctionSpec,
    accessKeyId: string,
    environment: Readonly<Record<string, string>>,
    log: (line: string) => void,
  ) {
    const [file = "index", exportName = "handler"] = spec.handler.split(/\.(?=[^.]+$)/);
    const settings: WorkerSettings = {
      module: `${spec.codeDirectory}/${file}.mjs`,
      exportName,
      functionName: spec.name,
      functionArn: spec.arn,
      memoryMb: spec.memoryMb,
    };
    this.accessKeyId = accessKeyId;
    this.#spec = spec;
    this.#log = log;
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      name: spec.name,
      workerData: settings,
      env: { ...environment },
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb },
      stdout: true,
      stderr: true,
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", log);
    }
    this.#worker.on("message", (message: WorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error: Error) => this.#die(describeDeath(error)));
    this.#worker.on("exit", (code) =>
      this.#die({
        errorType: "Runtime.ExitError",
        errorMessage: `Error: Runtime exited with error: exit status ${code}`,
        trace: [],
      }),
    );
  }

  /** Whether this worker can take no further event. */
  get spent(): boolean {
    return this.#spent;
  }

  /** The request id of the event that runs. */
  get requestId(): string | undefined {
    return this.#running?.requestId;
  }

  /** Runs one event; never rejects, a failure is in the result. */
  async invoke(event: unknown): Promise<InvocationResult> {
    const requestId = randomUUID();
    const started = performance.now();
    const stuck = setTimeout(() => this.#expireStart(), initTimeoutMs);
    await this.#ready.promise;
    clearTimeout(stuck);
    if (this.#initError !== undefined)
      return { payload: this.#initError, functionError: "Unhandled" };
    const initMs = performance.now() - started;
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    const timeoutMs = this.#spec.timeoutSeconds * 1000;
    const timer = setTimeout(() => this.#timeOut(), timeoutMs);
    this.#running = { requestId, finish: resolve, timer };
    this.#worker.postMessage({
      requestId,
      event: JSON.stringify(event ?? null),
      deadline: Date.now() + timeoutMs,
    });
    const begun = performance.now();
    const result = await promise;
    const duration = (performance.now() - begun).toFixed(2);
    const init = initMs > 1 ? `\tInit Duration: ${initMs.toFixed(2)} ms` : "";
    this.#log(`REPORT RequestId: ${requestId}\tDuration: ${duration} ms${init}`);
    return result;
  }

  /** Ends the worker; what runs fails. */
  async terminate(): Promise<void> {
    this.#spent = true;
    await this.#worker.terminate();
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === "ready") {
      this.#ready.resolve();
      return;
    }
    if (message.kind === "failed" && message.requestId === undefined) {
      this.#die(message.error);
      void this.#worker.terminate();
      return;
    }
    if (message.requestId !== this.#running?.requestId) return;
    if (message.kind === "failed") {
      this.#log(`ERROR ${message.error.trace.join("\n") || message.error.errorMessage}`);
      this.#finish({ payload: message.error, functionError: "Unhandled" });
    } else if (Buffer.byteLength(message.payload) > maximumPayloadBytes) {
      this.#finish(tooLarge(message.payload));
    } else {
      this.#finish({ payload: JSON.parse(message.payload) });
    }
  }

  #expireStart(): void {
    this.#die({
      errorType: "Sandbox.Timedout",
      errorMessage: "Error: the function's module did not finish loading",
      trace: [],
    });
    void this.#worker.terminate();
  }

  #timeOut(): void {
    const seconds = this.#spec.timeoutSeconds.toFixed(2);
    this.#die({
      errorType: "Sandbox.Timedout",
      errorMessage: `Error: Task timed out after ${seconds} seconds`,
      trace: [],
    });
    void this.#worker.terminate();
  }

  #die(error: ReportedError): void {
    if (this.#spent && this.#running === undefined && this.#initError !== undefined) return;
    this.#spent = true;
    const requestId = this.#running?.requestId;
    const prefix = requestId === undefined ? "" : `RequestId: ${requestId} `;
    const payload = { ...error, errorMessage: `${prefix}${error.errorMessage}` };
    // Whoever waits for the start learns it here; a worker that was ready has nobody waiting.
    this.#initError ??= payload;
    this.#ready.resolve();
    if (this.#running === undefined) return;
    this.#log(`ERROR ${error.trace.join("\n") || payload.errorMessage}`);
    this.#finish({ payload, functionError: "Unhandled" });
  }

  #finish(result: InvocationResult): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    clearTimeout(running.timer);
    running.finish(result);
  }
}

function describeDeath(error: Error): ReportedError {
  const outOfMemory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return outOfMemory
    ? {
        errorType: "Runtime.OutOfMemory",
        errorMessage: "Error: Runtime exited with error: signal: killed",
        trace: [],
      }
    : {
        errorType: error.name,
        errorMessage: error.message,
        trace: (error.stack ?? "").split("\n"),
      };
}

function tooLarge(payload: string): InvocationResult {
  const bytes = Buffer.byteLength(payload);
  return {
    payload: {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage:
        `Response payload size (${bytes} bytes) exceeded maximum allowed payload size ` +
        `(${maximumPayloadBytes} bytes).`,
    },
    functionError: "Unhandled",
  };
}
