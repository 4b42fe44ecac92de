import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { z } from "zod";
import { type Endpoint, file, knowsCaller, needsCsrf } from "#contracts/endpoint";
import { environment } from "#values/environment";
import { Problem } from "#values/error-codes";
import { type Actor, may } from "#values/roles";
import { readActor } from "./actor.ts";
import { logFailure } from "./audit.ts";
import { requireCsrf } from "./csrf.ts";
import { bare, download, failure, success } from "./envelope.ts";
import {
  bodyJson,
  bodyText,
  cookie,
  type Event,
  header,
  type Result,
  requireVersion,
  storeUrl,
} from "./request.ts";
import { parse } from "./validation.ts";

/** What a handler works with. Everything in it is validated. */
export interface Call<E extends Endpoint> {
  readonly params: z.output<E["params"]>;
  readonly query: z.output<E["query"]>;
  readonly body: z.output<E["body"]>;
  readonly actor: Actor;
  readonly now: Date;
  /** Where the caller sees the shop, e.g. for links; no trailing slash. */
  readonly storeUrl: string;
  /** Empty where the contract has none, or leaves it to the caller and none was sent. */
  readonly idempotencyKey: string;
  /** The body as it was sent; only where the contract says `rawBody`. */
  readonly rawBody: string;
  readonly header: (name: string) => string | undefined;
  readonly cookie: (name: string) => string | undefined;
  /** Adds a Set-Cookie value (see cookies.ts); it is sent with errors as well. */
  readonly setCookie: (value: string) => void;
}

export interface Paged<Data> {
  readonly data: Data;
  readonly meta: { readonly page: number; readonly limit: number; readonly total: number };
}

/** What a handler returns: the output side of its response schema, paged where the contract says so. */
export type Answer<E extends Endpoint> = E["paged"] extends true
  ? Paged<z.output<E["response"]>>
  : z.output<E["response"]>;

/**
 * The one middy stack. Order matters: the edge is proven first, the caller second, and only then
 * is the body read; errors of every layer leave through `onError` in the envelope.
 */
export function serve<E extends Endpoint>(
  contract: E,
  handle: (call: Call<E>) => Promise<Answer<E>>,
): (event: Event, context: Context) => Promise<Result> {
  const env = environment({ ORIGIN_SECRET: z.string().min(16) });
  const csrfSecret = needsCsrf(contract)
    ? environment({ CSRF_SECRET: z.string().min(16) }).CSRF_SECRET
    : undefined;
  // Cookies outlive the handler's return: an error that follows must still set them.
  const cookiesOf = new WeakMap<Event, string[]>();
  const callers = new WeakMap<Event, Actor>();

  async function run(event: Event): Promise<Result> {
    if (header(event, "x-origin-secret") !== env.ORIGIN_SECRET) {
      throw new Problem("FORBIDDEN", "Call the shop's own address.");
    }
    requireVersion(event);
    if (csrfSecret !== undefined) requireCsrf(event, csrfSecret);
    const actor: Actor = knowsCaller(contract) ? await readActor(event) : { kind: "guest" };
    callers.set(event, actor);
    requirePermission(contract, actor);
    const cookies = cookiesOf.get(event) ?? [];
    const answer = await handle({
      params: parse<E["params"]>(
        contract.params,
        emptyToUndefined(decodeParams(event.pathParameters), contract.params),
      ),
      query: parse<E["query"]>(
        contract.query,
        emptyToUndefined(event.queryStringParameters, contract.query),
      ),
      body: parse<E["body"]>(contract.body, readBody(contract, event)),
      actor,
      now: new Date(),
      storeUrl: storeUrl(event),
      idempotencyKey: readKey(contract, event),
      rawBody: contract.rawBody ? bodyText(event) : "",
      header: (name) => header(event, name),
      cookie: (name) => cookie(event, name),
      setCookie: (value) => void cookies.push(value),
    });
    if (contract.contentType !== undefined) {
      return download(contract.contentType, file.parse(answer), cookies);
    }
    const { data, meta } = split(contract, answer);
    const wire = contract.status === 204 ? undefined : z.encode(contract.response, data);
    return contract.bare
      ? bare(contract.status, wire)
      : success(contract.status, wire, meta, cookies);
  }

  return middy<Event, Result>()
    .use({
      before: ({ event }) => {
        cookiesOf.set(event, []);
      },
      onError: (request) => {
        const { event, error } = request;
        const requestId = request.context.awsRequestId;
        logFailure({ endpoint: contract.id, requestId }, event, callers.get(event), error);
        request.response = failure(error, cookiesOf.get(event) ?? []);
      },
    })
    .handler(run);
}

function requirePermission(contract: Endpoint, actor: Actor): void {
  if (may(actor, contract.permission)) return;
  if (actor.kind === "guest") throw new Problem("UNAUTHENTICATED", "Sign in first.");
  throw new Problem("FORBIDDEN", "Your account may not do this.");
}

function readKey({ idempotencyKey }: Endpoint, event: Event): string {
  const sent = header(event, "idempotency-key");
  if (idempotencyKey === "none" || (idempotencyKey === "optional" && sent === undefined)) return "";
  const key = sent ?? "";
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem(
    "VALIDATION_ERROR",
    "Send an Idempotency-Key of 1 to 255 printable characters.",
    {
      details: [{ field: "Idempotency-Key", message: "1 to 255 printable ASCII characters." }],
    },
  );
}

/** A GET has no body to speak of. Where there is nothing to say, `{}` says as much as no body. */
function readBody(contract: Endpoint, event: Event): unknown {
  if (contract.rawBody || contract.method === "ANY" || contract.method === "GET") return undefined;
  const body = bodyJson(event);
  return contract.body instanceof z.ZodUndefined && isEmpty(body) ? undefined : body;
}

function isEmpty(body: unknown): boolean {
  return z.strictObject({}).safeParse(body).success;
}

function decodeParams(
  params: Record<string, string | undefined> | undefined,
): Record<string, string | undefined> | undefined {
  if (params === undefined) return undefined;
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value ?? "")]),
    );
  } catch {
    const message = "Not valid percent-encoding.";
    throw new Problem("VALIDATION_ERROR", `The path: ${message}`, {
      details: [{ field: "path", message }],
    });
  }
}

/** An endpoint without query or parameters takes `undefined`; unknown ones are ignored there. */
function emptyToUndefined(value: unknown, schema: z.ZodType): unknown {
  return schema instanceof z.ZodUndefined ? undefined : (value ?? {});
}

function split(contract: Endpoint, answer: unknown): { data: unknown; meta: unknown } {
  if (!contract.paged) return { data: answer, meta: undefined };
  return z.object({ data: z.unknown(), meta: z.unknown() }).parse(answer);
}
