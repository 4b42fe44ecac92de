import { z } from "zod";
import type { ErrorCode } from "#values/error-codes";
import type { Permission } from "#values/roles";

export type Method = "GET" | "POST" | "PUT" | "DELETE" | "ANY";

/** What callers see of one endpoint. Everything else about it derives from this object. */
export interface Endpoint<
  Id extends string = string,
  M extends Method = Method,
  Path extends string = string,
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
  Pages extends boolean = boolean,
> {
  readonly kind: "endpoint";
  /** `area.verbNoun`; its handler is `functions/area/verb-noun.ts`. */
  readonly id: Id;
  readonly method: M;
  /** Below `/api/v1`, with `:name` parameters. */
  readonly path: Path;
  readonly summary: string;
  readonly permission: Permission;
  readonly params: Params;
  readonly query: Query;
  /** `z.undefined()` where the endpoint takes no body. */
  readonly body: Body;
  /** `z.undefined()` where it answers 204. Handlers return its output side; the wire is its input side. */
  readonly response: Response;
  readonly status: 200 | 201 | 204;
  /** Codes beyond those that any endpoint may answer (validation, sign-in, limits, internal). */
  readonly errors: readonly ErrorCode[];
  /** `meta` with page, limit and total goes beside `data`. */
  readonly paged: Pages;
  /** Where a caller may, or must, name a request so that its repetition has no second effect. */
  readonly idempotencyKey: "required" | "optional" | "none";
  /** The exact bytes of the body reach the handler, unparsed: for signatures. Exempt from CSRF. */
  readonly rawBody: boolean;
  /** The body is sent as it is, outside the envelope (openapi.json). */
  readonly bare: boolean;
  /** Where it answers a file instead of JSON: its media type. The response is `file` then. */
  readonly contentType: string | undefined;
}

/** What an endpoint with a `contentType` answers: the bytes, and the name to save them under. */
export const file = z.object({
  name: z.string().regex(/^[\w-]+\.\w+$/),
  bytes: z.instanceof(Uint8Array),
});

export type File = z.output<typeof file>;

/**
 * Whether a request must carry the CSRF token: unsafe methods, but for signed raw bodies. What
 * checks it, what hands its secret out and what documents it go by this.
 */
export function needsCsrf({ method, rawBody }: Pick<Endpoint, "method" | "rawBody">): boolean {
  return method !== "GET" && method !== "ANY" && !rawBody;
}

/** The system's own endpoints answer everybody alike, so they do not ask who calls. */
export function knowsCaller({ id }: Pick<Endpoint, "id">): boolean {
  return !id.startsWith("system.");
}

type None = z.ZodUndefined;

/** Defines an endpoint. Ids, methods and paths stay literal types, so that the client is checked. */
export function endpoint<
  const Id extends string,
  const M extends Method,
  const Path extends string,
  Params extends z.ZodType = None,
  Query extends z.ZodType = None,
  Body extends z.ZodType = None,
  Response extends z.ZodType = None,
  const Pages extends boolean = false,
>(definition: {
  id: Id;
  method: M;
  path: Path;
  summary: string;
  permission: Permission;
  params?: Params;
  query?: Query;
  body?: Body;
  response?: Response;
  status?: 200 | 201 | 204;
  errors?: readonly ErrorCode[];
  paged?: Pages;
  idempotencyKey?: "required" | "optional";
  rawBody?: boolean;
  bare?: boolean;
  contentType?: string;
}): Endpoint<Id, M, Path, Params, Query, Body, Response, Pages> {
  const none = z.undefined();
  return {
    kind: "endpoint",
    id: definition.id,
    method: definition.method,
    path: definition.path,
    summary: definition.summary,
    permission: definition.permission,
    // An omitted part is typed as ZodUndefined by the defaults above; tsc cannot see the link.
    params: definition.params ?? (none as unknown as Params),
    query: definition.query ?? (none as unknown as Query),
    body: definition.body ?? (none as unknown as Body),
    response: definition.response ?? (none as unknown as Response),
    status: definition.status ?? (definition.response ? 200 : 204),
    errors: definition.errors ?? [],
    paged: definition.paged ?? (false as Pages),
    idempotencyKey: definition.idempotencyKey ?? "none",
    rawBody: definition.rawBody ?? false,
    bare: definition.bare ?? false,
    contentType: definition.contentType,
  };
}

/** SES fills `mailEvents`; the others are filled by functions. */
export type QueueName =
  | "orders"
  | "mail"
  | "mailEvents"
  | "projection"
  | "publish"
  | "integrity"
  | "reporting";

/**
 * The server-only half of an endpoint or job: what its function may touch and how it runs. Stacks
 * derive grants, environment, throttles and alarms from it. Kept in its own export, so that a
 * site bundle which imports an endpoint never carries it.
 */
export interface ServerSide {
  /** What a shopper, or the shop, loses when this function fails: the alarm's text. */
  readonly impact: string;
  /** read: Get, BatchGet, Query. write: those, and Put, Update, Delete, ConditionCheck, BatchWrite. */
  readonly table?: "read" | "write";
  /** Reads the whole table from end to end, besides. For nobody whom anybody waits for. */
  readonly scansTable?: boolean;
  readonly sendsTo?: readonly QueueName[];
  /** Queues of which it asks how much waits in them. */
  readonly watches?: readonly QueueName[];
  readonly pages?: "read" | "write";
  readonly media?: "read" | "write";
  /**
   * `stripe` is read at run time (STRIPE_SECRET_ARN), because the engineer sets it after the first
   * deployment; `orderToken` is generated and arrives as ORDER_TOKEN_SECRET. Every endpoint has
   * ORIGIN_SECRET, and CSRF_SECRET where its method is unsafe or it hands out the token.
   */
  readonly secrets?: readonly ("stripe" | "orderToken" | "csrf")[];
  /**
   * Cognito actions that IAM checks, e.g. `AdminGetUser`, with USER_POOL_ID. `[]` brings issuer and
   * client id alone, for those that anybody may call.
   */
  readonly userPool?: readonly string[];
  /** Reporting database, from inside the VPC. */
  readonly database?: boolean;
  /** SES SendEmail from MAIL_FROM, by the configuration set that tells what becomes of the mail. */
  readonly mail?: boolean;
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  /** Requests a second over all callers, and burst. Default 100 and 200. */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
}

/** The path prefix of version 1. */
export const API_PREFIX = "/api/v1";
