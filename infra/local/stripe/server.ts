import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import Stripe from "stripe";
import type { Answer, Answers } from "./answers.ts";
import type { Control } from "./control.ts";
import { invalidRequest, StripeRefusal, unauthorized, unknownRoute } from "./errors.ts";
import type { Cause } from "./events.ts";
import { expandAnswer } from "./expand.ts";
import { parseForm } from "./form.ts";
import { newId } from "./ids.ts";
import type { Operation, World } from "./operation.ts";
import { operations } from "./operations.ts";

const MAX_BODY = 1_000_000;

export interface ApiParts {
  readonly world: World;
  readonly control: Control;
  readonly answers: Answers;
  readonly secretKey: string;
  readonly onLog: (line: string) => void;
}

/** Answers a call below `/v1`: key, idempotency, faults, the operation, errors in Stripe's shape. */
export async function answerApi(
  parts: ApiParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const requestId = newId("req_", 14);
  const method = request.method ?? "GET";
  const idempotencyKey = method === "POST" ? headerOf(request, "idempotency-key") : undefined;
  response.setHeader("Request-Id", requestId);
  response.setHeader("Stripe-Version", headerOf(request, "stripe-version") ?? Stripe.API_VERSION);
  let release: (() => void) | undefined;
  try {
    checkKey(request, parts.secretKey);
    const { operation, id } = findOperation(method, url.pathname);
    if (idempotencyKey !== undefined) {
      checkIdempotencyKey(idempotencyKey);
      response.setHeader("Idempotency-Key", idempotencyKey);
      release = parts.answers.claim(idempotencyKey);
    }
    const encoded = method === "POST" ? await readBody(request) : url.search.slice(1);
    // Before the key is looked up: whose answer was lost may lose the next one too.
    const fault = parts.control.takeFault(operation.name);
    if (fault?.outcome === "error") throw injected();
    const known =
      idempotencyKey === undefined
        ? undefined
        : parts.answers.recall(idempotencyKey, url.pathname, encoded);
    if (known) response.setHeader("Idempotent-Replayed", "true");
    const answer =
      known ??
      runOperation(parts, operation, {
        id,
        encoded,
        path: url.pathname,
        cause: { requestId, idempotencyKey: idempotencyKey ?? null },
      });
    if (fault === undefined) return send(response, answer);
    setTimeout(() => request.socket.destroy(), fault.hangMs).unref();
  } catch (error) {
    send(response, refusalAnswer(error, requestId, parts.onLog));
  } finally {
    release?.();
  }
}

function runOperation(
  { world, answers }: ApiParts,
  operation: Operation,
  call: { id: string; encoded: string; path: string; cause: Cause },
): Answer {
  return world.store.transaction(() => {
    const form = parseForm(call.encoded);
    const result = operation.run({ ...world, id: call.id, form, cause: call.cause });
    const paths = Array.isArray(form["expand"]) ? form["expand"].map(String) : [];
    const body = JSON.stringify(expandAnswer(world.store, result, paths), null, 2);
    const answer = { status: 200, body };
    // In the work's own transaction: a kill between the two would otherwise repeat the work.
    if (call.cause.idempotencyKey !== null) {
      answers.remember(call.cause.idempotencyKey, call.path, call.encoded, answer);
    }
    return answer;
  });
}

function findOperation(method: string, path: string): { operation: Operation; id: string } {
  for (const operation of operations) {
    const match = operation.method === method ? operation.path.exec(path) : null;
    if (match) return { operation, id: match[1] ?? "" };
  }
  throw unknownRoute(method, path);
}

function checkKey(request: IncomingMessage, secretKey: string): void {
  const [scheme, credentials = ""] = (headerOf(request, "authorization") ?? "").split(" ");
  const basic = () => Buffer.from(credentials, "base64").toString().split(":")[0];
  const key = scheme?.toLowerCase() === "basic" ? basic() : credentials;
  const given = Buffer.from(key ?? "");
  const expected = Buffer.from(secretKey);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthorized(key || undefined);
  }
}

function checkIdempotencyKey(key: string): void {
  if (key.length >= 1 && key.length <= 255) return;
  throw invalidRequest("The Idempotency-Key header must have from 1 to 255 characters.");
}

function injected(): StripeRefusal {
  return new StripeRefusal(500, {
    type: "api_error",
    message: "An unknown error occurred. (Asked for through /_control/faults.)",
  });
}

function refusalAnswer(error: unknown, requestId: string, onLog: (line: string) => void): Answer {
  if (error instanceof StripeRefusal) {
    const body = { error: { ...error.body, request_log_url: `/v1/requests/${requestId}` } };
    return { status: error.status, body: JSON.stringify(body, null, 2) };
  }
  onLog(`${requestId}: ${error instanceof Error ? error.stack : String(error)}`);
  const body = {
    error: { type: "api_error", message: `The double has a fault of its own: ${String(error)}` },
  };
  return { status: 500, body: JSON.stringify(body, null, 2) };
}

/** @throws StripeRefusal when the body is over a megabyte */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY)
      throw new StripeRefusal(413, {
        type: "invalid_request_error",
        message: "The request is too large.",
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-cache, no-store",
  });
  response.end(body);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
