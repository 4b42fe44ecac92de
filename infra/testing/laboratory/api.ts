import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "aws-lambda";
import type { EndpointId } from "#contracts/index";
import { endpoints } from "#contracts/index";
import type { Event, Result } from "#kit/request";
import type { Role } from "#values/roles";
import { newCsrfToken } from "../../../functions/_kit/csrf.ts";
import { handlerFile, ROOT } from "../../function-files.ts";

const STORE_URL = "https://shop.example";
export const ORIGIN_SECRET = "an origin secret of the laboratory";
export const CSRF_SECRET = "a csrf secret of the laboratory";

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read into JSON of every shape
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: readonly string[];
}

export interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** Signed in by bearer token; without it, with CSRF token and cookie, as a browser is. */
  readonly as?: { readonly sub: string; readonly role: Role };
}

/** The default for a Lambda context: what handlers ask of it, and no more. */
export const CONTEXT = {
  awsRequestId: "laboratory",
  getRemainingTimeInMillis: () => 60_000,
} as Context;

/** Imports the handler of an endpoint or job, from the same file that its function is built of. */
export async function handlerOf(
  id: string,
): Promise<(event: unknown, context: Context) => Promise<unknown>> {
  const { handler } = await import(pathToFileURL(join(ROOT, handlerFile(id))).href);
  return handler;
}

/** Calls an endpoint as API Gateway does behind the edge. */
export async function callEndpoint(
  id: EndpointId,
  sent: Sent,
  tokenFor: (who: NonNullable<Sent["as"]>) => string,
): Promise<Answer> {
  const contract = endpoints.find((one) => one.id === id);
  const handler = await handlerOf(id);
  const csrf = newCsrfToken(CSRF_SECRET);
  const cookies = { ...sent.cookies, ...(sent.as ? {} : { "__Host-csrf": csrf }) };
  const { params = {}, query, body } = sent;
  const event: Partial<Event> = {
    version: "2.0",
    rawPath: `/api/v1${contract?.path}`,
    headers: {
      "x-origin-secret": ORIGIN_SECRET,
      "x-forwarded-host": new URL(STORE_URL).host,
      "content-type": "application/json",
      ...(sent.as ? { authorization: `Bearer ${tokenFor(sent.as)}` } : { "x-csrf-token": csrf }),
      ...sent.headers,
    },
    cookies: Object.entries(cookies).map(([name, value]) => `${name}=${value}`),
    pathParameters: Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, encodeURIComponent(value)]),
    ),
    ...(query ? { queryStringParameters: query } : {}),
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  const result = (await handler(event, CONTEXT)) as Result;
  return {
    status: result.statusCode ?? 200,
    body: result.body ? JSON.parse(result.body) : undefined,
    headers: result.headers ?? {},
    cookies: result.cookies ?? [],
  };
}
