import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { authorize, type Caller } from "./iam/authorize.ts";
import type { SdkCall, ServiceName } from "./iam/calls/call.ts";
import { needsOf } from "./iam/calls/index.ts";
import { evaluate } from "./iam/evaluate.ts";
import { listenLocally } from "./listen.ts";
import { sendAccessDenied, sendError } from "./proxy/errors.ts";
import { endToEndHeaders, forward, readBody } from "./proxy/forward.ts";
import { CallHooks, type Fault } from "./proxy/hooks.ts";
import { answerOwnService, type OwnServices } from "./proxy/own-services.ts";
import { describeRequest, type Identity, identify, needsBody } from "./proxy/request.ts";
import { ConditionalWrites, changeOf, failedCondition, isConditionalWrite } from "./proxy/s3.ts";
import type { ObjectChange } from "./seams.ts";

/** A worker that may call: the function it runs and what it is doing. */
export interface ProxyCaller extends Caller {
  readonly cdkPath: string;
  readonly requestId: string | undefined;
  /** Services that its network leads to; undefined when there is no limit. */
  readonly reachable: ReadonlySet<string> | undefined;
  /** Ends the worker at once, for a test that makes a function die. */
  kill(): void;
}

export interface ProxyOptions extends OwnServices {
  readonly port?: number;
  /** Base URL of a service's emulator. */
  readonly emulator: (service: ServiceName) => string;
  /** Whose access key this is; undefined for an unknown one. */
  readonly caller: (accessKeyId: string) => ProxyCaller | undefined;
  /** Told after each successful write to S3. */
  readonly objectChanged: (change: ObjectChange) => void;
}

export interface Proxy {
  readonly url: string;
  readonly hooks: CallHooks;
  readonly close: () => Promise<void>;
}

/**
 * Listens for every SDK call of every function, checks it against the caller's role and sends it
 * on. The access key in the signature tells the caller; the signature itself is not verified.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const proxy = new ProxyServer(options);
  const server = createServer((request, response) => {
    proxy.handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end(String(error));
    });
  });
  const { url, close } = await listenLocally(server, options.port ?? 0, "The SDK proxy");
  proxy.url = url;
  return { url, hooks: proxy.hooks, close };
}

class ProxyServer {
  url = "";
  readonly hooks = new CallHooks();
  readonly #options: ProxyOptions;
  readonly #writes = new ConditionalWrites();

  constructor(options: ProxyOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
    const query = new URLSearchParams(search);
    const identity = identify(request, query);
    if (identity === undefined) {
      request.resume();
      response.writeHead(403, { "content-type": "application/xml" });
      response.end("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
      return;
    }
    const { service } = identity;
    const body = needsBody(service, request) ? await readBody(request) : undefined;
    const text = body?.toString("utf8") ?? "";
    const method = request.method ?? "GET";
    const described = describeRequest(identity, method, path, query, request.headers, text);
    const call = this.#withSecretArn({ service, ...described });
    const caller = this.#caller(identity);
    const refusal = unreachable(caller, service) ?? this.#refusal(identity, caller, call);
    if (refusal !== undefined) {
      request.resume();
      sendAccessDenied(response, service, refusal);
      return;
    }
    const fault = this.hooks.any ? await this.#ask(call, caller) : undefined;
    if (fault?.delayMs !== undefined) await sleep(fault.delayMs);
    if (fault !== undefined && fault.when !== "after" && fails(fault)) {
      request.resume();
      fail(fault, service, caller, response);
      return;
    }
    const lost = fault !== undefined && fails(fault) ? fault : undefined;
    await this.#perform(call, caller, request, body, response, lost);
  }

  #caller({ accessKeyId }: Identity): ProxyCaller | undefined {
    return accessKeyId === undefined ? undefined : this.#options.caller(accessKeyId);
  }

  /** Why the call is refused, in AWS's wording; undefined when it may pass. */
  #refusal(
    { accessKeyId }: Identity,
    caller: ProxyCaller | undefined,
    call: SdkCall,
  ): string | undefined {
    if (caller !== undefined) return authorize(caller, call)?.message;
    if (accessKeyId !== undefined) return "The security token included in the request is invalid.";
    return needsOf(call)?.length === 0 ? undefined : "Missing Authentication Token";
  }

  #ask(call: SdkCall, caller: ProxyCaller | undefined): Promise<Fault | undefined> {
    return this.hooks.ask({
      ...call,
      functionName: caller?.functionName ?? "",
      cdkPath: caller?.cdkPath ?? "",
      ...(caller?.requestId !== undefined && { requestId: caller.requestId }),
      resources: (needsOf(call) ?? []).flatMap(({ resources }) => resources),
    });
  }

  async #perform(
    call: SdkCall,
    caller: ProxyCaller | undefined,
    request: IncomingMessage,
    body: Buffer | undefined,
    response: ServerResponse,
    lost: Fault | undefined,
  ): Promise<void> {
    const { service, operation } = call;
    if (service === "secretsmanager" || service === "cloudfront" || service === "lambda") {
      const type = request.headers["x-amz-invocation-type"];
      const read = body ?? Buffer.alloc(0);
      await answerOwnService(call, read, type?.toString(), this.#options, response);
      return;
    }
    const baseUrl = this.#options.emulator(service);
    const send = (): Promise<IncomingMessage> => forward(baseUrl, request, body ?? request);
    if (service === "s3" && isConditionalWrite(request)) {
      await this.#writes.inTurn(request.url ?? "", async () => {
        const status = await failedCondition(baseUrl, request);
        if (status === undefined) {
          await this.#answer(call, caller, request, await send(), response, lost);
          return;
        }
        request.resume();
        const code = status === 404 ? "NoSuchKey" : "PreconditionFailed";
        const message = "At least one of the pre-conditions you specified did not hold";
        sendError(response, service, { code, message, status });
      });
      return;
    }
    const answer = await send();
    if (service === "sqs" && operation === "GetQueueUrl" && answer.statusCode === 200) {
      answer.resume();
      const url = `${this.url}/000000000000/${String(call.input["QueueName"])}`;
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify({ QueueUrl: url }));
      return;
    }
    await this.#answer(call, caller, request, answer, response, lost);
  }

  async #answer(
    call: SdkCall,
    caller: ProxyCaller | undefined,
    request: IncomingMessage,
    answer: IncomingMessage,
    response: ServerResponse,
    lost: Fault | undefined,
  ): Promise<void> {
    const { service, operation, input } = call;
    const change = service === "s3" ? changeOf(operation, input, request, answer) : undefined;
    if (change !== undefined) this.#options.objectChanged(change);
    if (lost !== undefined) {
      await readBody(answer);
      fail(lost, service, caller, response);
      return;
    }
    if (service === "s3" && answer.statusCode === 404 && hidesMissingKeys(call, caller)) {
      answer.resume();
      sendAccessDenied(response, service, "Access Denied");
      return;
    }
    response.writeHead(answer.statusCode ?? 502, endToEndHeaders(answer.headers));
    answer.on("error", () => response.destroy()).pipe(response);
  }

  #withSecretArn(call: SdkCall): SdkCall {
    if (call.service !== "secretsmanager") return call;
    const secret = this.#options.secret(String(call.input["SecretId"]));
    return secret === undefined ? call : { ...call, input: { ...call.input, Arn: secret.arn } };
  }
}

/** On AWS such a call finds no route and hangs; here it fails at once and says why. */
function unreachable(caller: ProxyCaller | undefined, service: ServiceName): string | undefined {
  if (caller?.reachable === undefined || caller.reachable.has(service)) return undefined;
  return (
    `${caller.functionName} runs in a network without a way to ${service}: ` +
    "on AWS this call would hang until the function times out."
  );
}

/** S3 tells a caller that may not list a bucket nothing about which keys it lacks. */
function hidesMissingKeys({ operation, input }: SdkCall, caller: ProxyCaller | undefined): boolean {
  if (operation !== "GetObject" && operation !== "HeadObject") return false;
  const bucket = `arn:aws:s3:::${String(input["Bucket"])}`;
  return evaluate(caller?.role.statements ?? [], "s3:ListBucket", bucket) !== "allowed";
}

function fails(fault: Fault): boolean {
  return fault.code !== undefined || fault.kill === true || fault.when === "after";
}

function fail(
  fault: Fault,
  service: ServiceName,
  caller: ProxyCaller | undefined,
  response: ServerResponse,
): void {
  if (fault.kill === true) caller?.kill();
  if (fault.code === undefined) {
    response.destroy();
    return;
  }
  sendError(response, service, {
    code: fault.code,
    message: fault.message ?? fault.code,
    ...(fault.status !== undefined && { status: fault.status }),
    ...(fault.fields !== undefined && { fields: fault.fields }),
  });
}
