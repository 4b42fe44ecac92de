import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "./proxy/forward.ts";

/** Header values by lower-case name. */
export type HeaderMap = Readonly<Record<string, readonly string[]>>;

/** A request on its way from the edge to an origin, wholly read. */
export interface HttpRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  /** Without the question mark, still encoded. */
  readonly query: string;
  readonly headers: HeaderMap;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly httpVersion: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: Buffer;
}

/** Joins a header's lines as HTTP lets them be joined. */
export function header(headers: HeaderMap, name: string): string | undefined {
  return headers[name]?.join(name === "cookie" ? "; " : ",");
}

export function textResponse(
  status: number,
  body: string,
  contentType: string,
  headers: HeaderMap = {},
): HttpResponse {
  return {
    status,
    headers: { ...headers, "content-type": [contentType] },
    body: Buffer.from(body),
  };
}

/** `{"message": …}`, as API Gateway words what it says itself. */
export function jsonMessage(status: number, message: string): HttpResponse {
  return textResponse(status, JSON.stringify({ message }), "application/json");
}

/** Reads a request to its end. */
export async function readRequest(request: IncomingMessage): Promise<HttpRequest> {
  const [path, query] = splitOnce(request.url ?? "/", "?");
  return {
    method: request.method ?? "GET",
    path,
    query,
    headers: headerMap(request.headersDistinct),
    body: await readBody(request),
    sourceIp: (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    httpVersion: request.httpVersion,
  };
}

export function writeResponse(
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
  withoutBody = false,
): void {
  for (const [name, values] of Object.entries(headers)) {
    const [only, ...more] = values;
    if (only !== undefined) response.setHeader(name, more.length === 0 ? only : [...values]);
  }
  const bare = status === 204 || status === 304;
  // The answer to HEAD tells the length of what GET would bring, if that is known.
  if (!bare && !(withoutBody && body.length === 0)) {
    response.setHeader("content-length", body.length);
  }
  response.writeHead(status);
  response.end(bare || withoutBody ? undefined : body);
}

/** Copies headers with more than one line each. */
export function headerMap(headers: IncomingHttpHeaders | NodeJS.Dict<string[]>): HeaderMap {
  const map: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map[name] = typeof value === "string" ? [value] : value;
  }
  return map;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
