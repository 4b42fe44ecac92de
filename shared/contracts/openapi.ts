import { z } from "zod";
import { ERROR_STATUS, type ErrorCode } from "#values/error-codes";
import { API_PREFIX, type Endpoint, needsCsrf } from "./endpoint.ts";
import { reference, type Schema, Schemas } from "./openapi-schemas.ts";

const STATUS_TEXT: Readonly<Record<number, string>> = {
  200: "Done",
  201: "Created",
  204: "Done, nothing to say",
  400: "The request is not valid",
  401: "Not signed in, or not with these credentials",
  403: "Not allowed",
  404: "Not found, or not yours",
  406: "There is no such version",
  409: "Something else happened in the meantime",
  413: "The body is over 256 KB",
  415: "The body is not JSON",
  422: "This idempotency key was used with another body",
  429: "Too many requests",
  500: "Our fault",
  503: "Try again after the seconds in Retry-After",
};

const errorEnvelope: Schema = {
  type: "object",
  required: ["success", "error"],
  properties: {
    success: { const: false },
    error: {
      type: "object",
      required: ["code", "message", "statusCode"],
      properties: {
        code: { enum: Object.keys(ERROR_STATUS) },
        message: { type: "string" },
        statusCode: { type: "integer" },
        details: {
          type: "array",
          items: {
            type: "object",
            required: ["field", "message"],
            properties: { field: { type: "string" }, message: { type: "string" } },
          },
        },
      },
    },
  },
};

const pageMeta: Schema = {
  type: "object",
  required: ["page", "limit", "total"],
  properties: {
    page: { type: "integer" },
    limit: { type: "integer" },
    total: { type: "integer" },
  },
};

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
  session: { type: "apiKey", in: "cookie", name: "__Host-access" },
  csrf: {
    type: "apiKey",
    in: "header",
    name: "X-CSRF-Token",
    description: "data.csrfToken of GET /auth/session, together with the cookie it sets",
  },
};

/**
 * The API as OpenAPI 3.1, derived from the contracts. Pure. The catch-all that answers unknown
 * routes is no operation and is left out.
 * @param version of the shop, as in package.json
 */
export function describe(endpoints: readonly Endpoint[], version: string): Record<string, unknown> {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    if (endpoint.method === "ANY") continue;
    const path = endpoint.path.replace(/:(\w+)/g, "{$1}");
    const operations = (paths[path] ??= {});
    operations[endpoint.method.toLowerCase()] = operation(endpoint, schemas);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Parasol",
      version,
      description: "A shop that folds to zero. Money is a decimal number in major units.",
    },
    servers: [{ url: API_PREFIX }],
    paths,
    components: {
      schemas: { ...schemas.components, Error: errorEnvelope, PageMeta: pageMeta },
      securitySchemes,
    },
  };
}

function operation(endpoint: Endpoint, schemas: Schemas): Schema {
  const parameters = parametersOf(endpoint, schemas);
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.id.split(".")[0]],
    security: securityOf(endpoint),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(endpoint, schemas),
    responses: { [endpoint.status]: success(endpoint, schemas), ...failures(endpoint) },
  };
}

const isNone = (schema: z.ZodType): boolean => schema instanceof z.ZodUndefined;
const takesBody = (endpoint: Endpoint): boolean => endpoint.rawBody || !isNone(endpoint.body);

/** Alternatives: a bearer token alone, or cookies, which on unsafe methods need the CSRF token too. */
function securityOf(endpoint: Endpoint): Schema[] {
  const csrf = needsCsrf(endpoint) ? { csrf: [] } : {};
  if (endpoint.permission !== "public") return [{ bearer: [] }, { session: [], ...csrf }];
  return needsCsrf(endpoint) ? [{ bearer: [] }, { csrf: [] }] : [];
}

function parametersOf(endpoint: Endpoint, schemas: Schemas): Schema[] {
  const path = isNone(endpoint.params) ? [] : schemas.parameters(endpoint.params);
  const query = isNone(endpoint.query) ? [] : schemas.parameters(endpoint.query);
  const key = { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x20-\\x7e]+$" };
  return [
    ...path.map(({ name, schema }) => ({ name, in: "path", required: true, schema })),
    ...query.map(({ name, schema, required }) => ({ name, in: "query", required, schema })),
    ...(endpoint.idempotencyKey === "none"
      ? []
      : [
          {
            name: "Idempotency-Key",
            in: "header",
            required: endpoint.idempotencyKey === "required",
            schema: key,
          },
        ]),
  ];
}

function bodyOf(endpoint: Endpoint, schemas: Schemas): Schema {
  if (!takesBody(endpoint)) return {};
  const schema = endpoint.rawBody ? {} : schemas.of(endpoint.body);
  // A body that may be left out parses as undefined.
  const required = endpoint.rawBody || !endpoint.body.safeParse(undefined).success;
  return { requestBody: { required, content: { "application/json": { schema } } } };
}

function success(endpoint: Endpoint, schemas: Schemas): Schema {
  const description = STATUS_TEXT[endpoint.status];
  if (endpoint.status === 204) return { description };
  // OpenAPI 3.1: binary content needs no schema beside its media type.
  if (endpoint.contentType !== undefined) {
    return { description, content: { [endpoint.contentType]: {} } };
  }
  const data = schemas.of(endpoint.response);
  const envelope = {
    type: "object",
    required: ["success", "data", ...(endpoint.paged ? ["meta"] : [])],
    properties: {
      success: { const: true },
      data,
      ...(endpoint.paged ? { meta: reference("PageMeta") } : {}),
    },
  };
  const schema = endpoint.bare ? data : envelope;
  return { description, content: { "application/json": { schema } } };
}

/** What any endpoint of this kind may answer, then what its contract names. */
function codesOf(endpoint: Endpoint): readonly ErrorCode[] {
  const inputs = [endpoint.params, endpoint.query, endpoint.body].some((one) => !isNone(one));
  return [
    ...(inputs || endpoint.idempotencyKey !== "none" ? (["VALIDATION_ERROR"] as const) : []),
    ...(endpoint.permission === "public" ? [] : (["UNAUTHENTICATED", "FORBIDDEN"] as const)),
    ...(needsCsrf(endpoint) ? (["CSRF_REJECTED"] as const) : []),
    "NOT_ACCEPTABLE",
    ...(takesBody(endpoint) ? (["PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const) : []),
    ...endpoint.errors,
    "TOO_MANY_REQUESTS",
    "INTERNAL_ERROR",
    "UNAVAILABLE",
  ];
}

function failures(endpoint: Endpoint): Record<string, Schema> {
  const byStatus = Object.groupBy(new Set(codesOf(endpoint)), (code) => ERROR_STATUS[code]);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => {
      const examples = codes.map((code) => [code, { value: example(code) }]);
      return [
        status,
        {
          description: STATUS_TEXT[Number(status)],
          content: {
            "application/json": {
              schema: reference("Error"),
              examples: Object.fromEntries(examples),
            },
          },
        },
      ];
    }),
  );
}

function example(code: ErrorCode): Schema {
  const statusCode = ERROR_STATUS[code];
  return { success: false, error: { code, message: STATUS_TEXT[statusCode], statusCode } };
}
