import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type HeaderMap, type HttpRequest, type HttpResponse, header } from "../http-message.ts";
import type { CompressionCache } from "./compression-cache.ts";
import type { Behavior } from "./distribution-spec.ts";

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** CloudFront compresses objects between these sizes. */
const minimumBytes = 1_000;
const maximumBytes = 10_000_000;

const compressible =
  /^(text\/|application\/(javascript|json|xml|wasm|manifest\+json|ld\+json|rss\+xml|xhtml\+xml|vnd\.api\+json)|image\/(svg\+xml|x-icon|vnd\.microsoft\.icon)|font\/(ttf|otf))/;

/** Compresses what the behaviour says and the viewer accepts; the ETag becomes a weak one. */
export async function compress(
  request: HttpRequest,
  response: HttpResponse,
  behavior: Behavior,
  cache: CompressionCache,
): Promise<HttpResponse> {
  const { headers, body, status } = response;
  const encoding = negotiate(header(request.headers, "accept-encoding") ?? "", behavior);
  const size = body.length;
  if (
    encoding === undefined ||
    (status !== 200 && status !== 403 && status !== 404) ||
    size < minimumBytes ||
    size > maximumBytes ||
    headers["content-encoding"] !== undefined ||
    !compressible.test(header(headers, "content-type") ?? "")
  ) {
    return response;
  }
  const compressed = await cache.body(request.path, encoding, response, () =>
    encoding === "br"
      ? compressBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
      : compressGzip(body),
  );
  const eTag = header(headers, "etag");
  return {
    status,
    headers: {
      ...headers,
      "content-encoding": [encoding],
      vary: [...(headers["vary"] ?? []), "accept-encoding"],
      ...(eTag !== undefined && { etag: [eTag.startsWith("W/") ? eTag : `W/${eTag}`] }),
    },
    body: compressed,
  };
}

function negotiate(accepted: string, behavior: Behavior): "br" | "gzip" | undefined {
  if (!behavior.compress) return undefined;
  if (behavior.cachePolicy.brotli && /\bbr\b/.test(accepted)) return "br";
  return behavior.cachePolicy.gzip && /\bgzip\b/.test(accepted) ? "gzip" : undefined;
}

/** Answers If-None-Match, If-Modified-Since and Range from a whole object, as a cache does. */
export function answerConditions(request: HttpRequest, response: HttpResponse): HttpResponse {
  const reads = request.method === "GET" || request.method === "HEAD";
  if (!reads || response.status !== 200) return response;
  if (isUnchanged(request.headers, response.headers)) {
    const { "content-length": _, "content-type": __, ...headers } = response.headers;
    return { status: 304, headers, body: Buffer.alloc(0) };
  }
  const range = header(request.headers, "range");
  const usesRange = range !== undefined && rangeStillFits(request.headers, response.headers);
  return usesRange ? cut(response, range) : response;
}

function isUnchanged(asked: HeaderMap, given: HeaderMap): boolean {
  const eTag = header(given, "etag");
  const noneMatch = header(asked, "if-none-match");
  if (noneMatch !== undefined) {
    const wanted = noneMatch.split(",").map((tag) => weak(tag.trim()));
    return eTag !== undefined && (wanted.includes("*") || wanted.includes(weak(eTag)));
  }
  const since = Date.parse(header(asked, "if-modified-since") ?? "");
  const modified = Date.parse(header(given, "last-modified") ?? "");
  return modified <= since;
}

function weak(eTag: string): string {
  return eTag.replace(/^W\//, "");
}

function rangeStillFits(asked: HeaderMap, given: HeaderMap): boolean {
  const condition = header(asked, "if-range");
  return (
    condition === undefined ||
    condition === header(given, "etag") ||
    condition === header(given, "last-modified")
  );
}

function cut(response: HttpResponse, range: string): HttpResponse {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const size = response.body.length;
  // Several ranges at once, or none that can be read: the whole object is a right answer.
  if (from === "" && to === "") return response;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) {
    const headers = { ...response.headers, "content-range": [`bytes */${size}`] };
    return { status: 416, headers, body: Buffer.alloc(0) };
  }
  return {
    status: 206,
    headers: {
      ...response.headers,
      "accept-ranges": ["bytes"],
      "content-range": [`bytes ${start}-${end}/${size}`],
    },
    body: response.body.subarray(start, end + 1),
  };
}
