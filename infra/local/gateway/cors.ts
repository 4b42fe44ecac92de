import { type HeaderMap, type HttpRequest, type HttpResponse, header } from "../http-message.ts";

/** `CorsConfiguration` of an HTTP API. */
export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAge?: number;
}

/** The gateway answers preflights itself when CORS is configured: 204, with headers if allowed. */
export function preflight(cors: Cors, request: HttpRequest): HttpResponse | undefined {
  const asked = request.headers["access-control-request-method"];
  if (request.method !== "OPTIONS" || asked === undefined) return undefined;
  const allowed = originHeaders(cors, request);
  const headers: HeaderMap =
    Object.keys(allowed).length === 0
      ? {}
      : {
          ...allowed,
          "access-control-allow-methods": [cors.allowMethods.join(",")],
          ...(cors.allowHeaders.length > 0 && {
            "access-control-allow-headers": [cors.allowHeaders.join(",")],
          }),
          ...(cors.maxAge !== undefined && { "access-control-max-age": [String(cors.maxAge)] }),
        };
  return { status: 204, headers, body: Buffer.alloc(0) };
}

/** Headers that let this origin read the answer; none for a stranger's. */
export function originHeaders(cors: Cors, request: HttpRequest): HeaderMap {
  const origin = header(request.headers, "origin");
  if (origin === undefined) return {};
  const any = cors.allowOrigins.includes("*");
  if (!any && !cors.allowOrigins.includes(origin)) return {};
  return {
    "access-control-allow-origin": [any ? "*" : origin],
    ...(cors.allowCredentials && { "access-control-allow-credentials": ["true"] }),
    ...(cors.exposeHeaders.length > 0 && {
      "access-control-expose-headers": [cors.exposeHeaders.join(",")],
    }),
  };
}
