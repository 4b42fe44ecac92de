import type { z } from "zod";
import type { Endpoint } from "../../../shared/contracts/endpoint.ts";
import type { AnyEndpoint } from "../../../shared/contracts/index.ts";

/**
 * The client holds no contract at run time (zod would weigh more than the rest of an island): a
 * route is a literal such as "PUT /cart/items/:sku", which the types check against the contracts.
 */
export type Route = { [E in AnyEndpoint as `${E["method"]} ${E["path"]}`]: E };

type Sent<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { [K in Name]?: undefined }
  : undefined extends Value
    ? { [K in Name]?: Value }
    : { [K in Name]: Value };

export type Request<E extends Endpoint> = Part<"params", Sent<E["params"]>> &
  Part<"query", Sent<E["query"]>> &
  Part<"body", Sent<E["body"]>> & {
    headers?: Record<string, string>;
    signal?: AbortSignal;
  };

export interface Reply<Data> {
  readonly data: Data;
  readonly meta?: { readonly page: number; readonly limit: number; readonly total: number };
}

/** What the API answered when it did not succeed. `code` is NETWORK when nothing came back. */
export class ApiError extends Error {
  readonly code: string;
  readonly statusCode: number;
  readonly details: readonly { readonly field: string; readonly message: string }[];

  constructor(
    code: string,
    message: string,
    statusCode: number,
    details: ApiError["details"] = [],
  ) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
    this.details = details;
  }
}

let csrfToken: Promise<string> | undefined;

async function readCsrfToken(): Promise<string> {
  const { data } = await call("GET /auth/session", {});
  return data.csrfToken;
}

function url(path: string, params: object | undefined, query: object | undefined): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(new Map(Object.entries(params ?? {})).get(name) ?? "")),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return `/api/v1${filled}${search.size > 0 ? `?${search}` : ""}`;
}

interface Sendable {
  readonly params?: object | undefined;
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

async function send(method: string, path: string, request: Sendable): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...request.headers };
  if (request.body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET") {
    csrfToken ??= readCsrfToken().catch((error: unknown) => {
      csrfToken = undefined;
      throw error;
    });
    headers["x-csrf-token"] = await csrfToken;
  }
  try {
    return await fetch(url(path, request.params, request.query), {
      method,
      headers,
      credentials: "same-origin",
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("NETWORK", "No connection. Your basket is safe here.", 0);
  }
}

/**
 * Calls one endpoint. Gives its data (204: undefined) and, for lists, meta; throws ApiError with
 * the API's code, message and fields. A rejected CSRF token is renewed once.
 */
export async function call<R extends keyof Route>(
  route: R,
  request: Request<Route[R]>,
): Promise<Reply<Sent<Route[R]["response"]>>> {
  const [method = "GET", path = ""] = route.split(" ");
  let response = await send(method, path, request);
  if (response.status === 403 && method !== "GET") {
    const refused = await response
      .clone()
      .json()
      .catch(() => undefined);
    if (refused?.error?.code === "CSRF_REJECTED") {
      csrfToken = undefined;
      response = await send(method, path, request);
    }
  }
  if (response.status === 204) {
    return { data: undefined } as Reply<Sent<Route[R]["response"]>>;
  }
  const answer = await response.json().catch(() => undefined);
  if (answer?.success === true) return answer;
  const error = answer?.error ?? {};
  // Whoever shows it has the way to try again beside it, and says so once.
  const ours = response.status >= 500 && (error.code ?? "INTERNAL_ERROR") === "INTERNAL_ERROR";
  throw new ApiError(
    error.code ?? "UNAVAILABLE",
    ours ? "That is our fault." : (error.message ?? "That is our fault."),
    response.status,
    error.details ?? [],
  );
}
