/** The entry of a function's worker: loads the bundle and runs its handler, one event at a time. */
import { pathToFileURL } from "node:url";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { InvokeMessage, ReportedError, WorkerMessage, WorkerSettings } from "./messages.ts";

type Handler = (event: unknown, context: object) => unknown;

if (!isMainThread && parentPort !== null) await run(parentPort, workerData);

async function run(port: NonNullable<typeof parentPort>, settings: WorkerSettings): Promise<void> {
  const send = (message: WorkerMessage): void => port.postMessage(message);
  let handler: Handler;
  try {
    if (process.env["NODE_OPTIONS"]?.includes("--enable-source-maps")) {
      process.setSourceMapsEnabled(true);
    }
    const module: Record<string, unknown> = await import(pathToFileURL(settings.module).href);
    const exported = module[settings.exportName];
    if (!isHandler(exported)) {
      throw new Error(`${settings.module} exports no function named ${settings.exportName}`);
    }
    handler = exported;
  } catch (error) {
    send({ kind: "failed", error: describe(error) });
    return;
  }
  port.on("message", ({ requestId, event, deadline }: InvokeMessage) => {
    const context = contextOf(settings, requestId, deadline);
    // The promise chain also catches what the handler throws before its first await.
    Promise.resolve()
      .then(() => handler(JSON.parse(event), context))
      .then((result) => JSON.stringify(result ?? null) ?? "null")
      .then(
        (payload) => send({ kind: "done", requestId, payload }),
        (error: unknown) => send({ kind: "failed", requestId, error: describe(error) }),
      );
  });
  send({ kind: "ready" });
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

function contextOf(settings: WorkerSettings, requestId: string, deadline: number): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: settings.functionArn,
    logGroupName: `/aws/lambda/${settings.functionName}`,
    logStreamName: "local",
    memoryLimitInMB: String(settings.memoryMb),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown): ReportedError {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? "").split("\n"),
  };
}
