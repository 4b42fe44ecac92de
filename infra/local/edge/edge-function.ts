import * as nodeCrypto from "node:crypto";
import * as querystring from "node:querystring";
import { createContext, Script } from "node:vm";
import { z } from "zod";
import { type HeaderMap, type HttpRequest, type HttpResponse, header } from "../http-message.ts";
import { Refused } from "../template/refused.ts";
import { cookiesOf } from "./forwarding.ts";

/** CloudFront allows about a millisecond of CPU; this clock also runs while a busy machine does not. */
const timeoutMs = 2_000;

const field = z.looseObject({
  value: z.string(),
  multiValue: z.array(z.object({ value: z.string() })).optional(),
});
const fields = z.record(z.string(), field).default({});
const cookieFields = z
  .record(z.string(), z.looseObject({ value: z.string(), attributes: z.string().optional() }))
  .default({});
const requestSchema = z.object({
  method: z.string(),
  uri: z.string().startsWith("/"),
  querystring: z.union([z.string(), fields]),
  headers: fields,
  cookies: cookieFields,
});
const responseSchema = z.object({
  statusCode: z.int().min(100).max(599),
  statusDescription: z.string().optional(),
  headers: fields,
  cookies: cookieFields,
  body: z
    .union([
      z.string(),
      z.object({ data: z.string(), encoding: z.enum(["text", "base64"]).default("text") }),
    ])
    .optional(),
});

export interface EdgeFunctionContext {
  readonly distributionDomainName: string;
  readonly distributionId: string;
}

/** A CloudFront Function, runtime cloudfront-js-2.0, run in a context of its own. */
export class EdgeFunction {
  readonly #name: string;
  readonly #code: Script;
  readonly #context: EdgeFunctionContext;

  /** @throws Refused on code that does not parse, or that imports a key value store */
  constructor(name: string, code: string, context: EdgeFunctionContext) {
    if (/^\s*import\s.*['"]cloudfront['"]/m.test(code)) {
      throw new Refused(`${name} reads a key value store, which is not known here.`);
    }
    const script = code.replace(
      /^\s*import\s+(\w+)\s+from\s+['"](\w+)['"];?/gm,
      "const $1 = require('$2');",
    );
    this.#name = name;
    this.#context = context;
    this.#code = new Script(`${script}\n;handler(__event)`, { filename: name });
  }

  /**
   * Runs on a viewer's request.
   *
   * @returns the request to go on with, or a response that ends it
   */
  async onRequest(request: HttpRequest): Promise<HttpRequest | HttpResponse> {
    const result = await this.#run("viewer-request", { request: requestEvent(request) });
    const isResponse = typeof result === "object" && result !== null && "statusCode" in result;
    return isResponse
      ? responseOf(responseSchema.parse(result))
      : requestOf(requestSchema.parse(result), request);
  }

  /** Runs on what goes back to the viewer; the body stays as it is. */
  async onResponse(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
    const result = await this.#run("viewer-response", {
      request: requestEvent(request),
      response: {
        statusCode: response.status,
        statusDescription: "",
        headers: headerFields(response.headers, "set-cookie"),
        cookies: setCookies(response.headers),
      },
    });
    const changed = responseOf(responseSchema.parse(result));
    return { ...changed, body: changed.body.length > 0 ? changed.body : response.body };
  }

  async #run(eventType: string, messages: object): Promise<unknown> {
    const event = {
      version: "1.0",
      context: { ...this.#context, eventType, requestId: nodeCrypto.randomUUID() },
      viewer: { ip: "127.0.0.1" },
      ...messages,
    };
    const log = (...parts: unknown[]): void => console.error(`[${this.#name}]`, ...parts);
    const sandbox = createContext({
      __event: event,
      console: { log, error: log },
      require: (module: string) => {
        if (module === "crypto") return nodeCrypto;
        if (module === "querystring") return querystring;
        throw new Error(`CloudFront Functions have no module ${module}`);
      },
      Buffer,
      atob,
      btoa,
      TextDecoder,
      TextEncoder,
    });
    const result: unknown = await this.#code.runInContext(sandbox, { timeout: timeoutMs });
    return result;
  }
}

function requestEvent(request: HttpRequest): object {
  const cookies = Object.fromEntries(cookiesOf(request).map(([name, value]) => [name, { value }]));
  return {
    method: request.method,
    uri: request.path,
    querystring: queryFields(request.query),
    headers: headerFields(request.headers, "cookie"),
    cookies,
  };
}

/** Values stay encoded, as CloudFront leaves them. */
function queryFields(query: string): object {
  const result: Record<string, { value: string; multiValue?: { value: string }[] }> = {};
  for (const part of query.split("&").filter((text) => text !== "")) {
    const at = part.indexOf("=");
    const [name, value] = at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
    const before = result[name];
    if (before === undefined) result[name] = { value };
    else before.multiValue = [...(before.multiValue ?? [{ value: before.value }]), { value }];
  }
  return result;
}

function headerFields(headers: HeaderMap, without: string): object {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name !== without)
      .map(([name, values]) => [
        name,
        {
          value: header(headers, name) ?? "",
          ...(values.length > 1 && { multiValue: values.map((value) => ({ value })) }),
        },
      ]),
  );
}

function setCookies(headers: HeaderMap): object {
  return Object.fromEntries(
    (headers["set-cookie"] ?? []).map((line) => {
      const [, name = "", value = "", attributes] =
        /^([^=]*)=([^;]*)(?:;\s*(.*))?$/s.exec(line) ?? [];
      return [name, { value, ...(attributes !== undefined && { attributes }) }];
    }),
  );
}

function requestOf(result: z.infer<typeof requestSchema>, before: HttpRequest): HttpRequest {
  const cookie = Object.entries(result.cookies).map(([name, { value }]) => `${name}=${value}`);
  return {
    ...before,
    method: result.method,
    path: result.uri,
    query:
      typeof result.querystring === "string"
        ? result.querystring
        : Object.entries(result.querystring)
            .flatMap(([name, { value, multiValue }]) =>
              (multiValue ?? [{ value }]).map((item) => `${name}=${item.value}`),
            )
            .join("&"),
    headers: {
      ...plainHeaders(result.headers),
      ...(cookie.length > 0 && { cookie: [cookie.join("; ")] }),
    },
  };
}

function responseOf(result: z.infer<typeof responseSchema>): HttpResponse {
  const cookies = Object.entries(result.cookies).map(([name, { value, attributes }]) =>
    attributes === undefined ? `${name}=${value}` : `${name}=${value}; ${attributes}`,
  );
  const body = typeof result.body === "string" ? { data: result.body } : result.body;
  const encoding = body !== undefined && "encoding" in body ? body.encoding : "text";
  return {
    status: result.statusCode,
    headers: {
      ...plainHeaders(result.headers),
      ...(cookies.length > 0 && { "set-cookie": cookies }),
    },
    body: Buffer.from(body?.data ?? "", encoding === "base64" ? "base64" : "utf8"),
  };
}

function plainHeaders(result: z.infer<typeof fields>): HeaderMap {
  return Object.fromEntries(
    Object.entries(result).map(([name, { value, multiValue }]) => [
      name.toLowerCase(),
      multiValue === undefined ? [value] : multiValue.map((item) => item.value),
    ]),
  );
}
