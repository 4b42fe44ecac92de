import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { HttpRequest, HttpResponse } from "../http-message.ts";
import { CompressionCache } from "./compression-cache.ts";
import { answerConditions, compress } from "./delivery.ts";
import type { Behavior } from "./distribution-spec.ts";
import { none } from "./forwarding.ts";

const behavior: Behavior = {
  pathPattern: "*",
  originId: "o",
  allowedMethods: ["GET"],
  compress: true,
  cachePolicy: {
    headers: none,
    cookies: none,
    query: none,
    cloudfrontHeaders: [],
    gzip: true,
    brotli: true,
  },
};

function request(headers: Record<string, string>): HttpRequest {
  return {
    method: "GET",
    path: "/",
    query: "",
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
    httpVersion: "1.1",
  };
}

const cache = () => new CompressionCache();

const text = "figurine ".repeat(200);
const page: HttpResponse = {
  status: 200,
  headers: {
    "content-type": ["text/html"],
    etag: ['"1"'],
    "last-modified": ["Mon, 23 Nov 2026 08:00:00 GMT"],
  },
  body: Buffer.from(text),
};

describe("compression", () => {
  it("prefers brotli, takes gzip, and weakens the ETag", async () => {
    const br = await compress(request({ "accept-encoding": "gzip, br" }), page, behavior, cache());
    expect(br.headers).toMatchObject({ "content-encoding": ["br"], etag: ['W/"1"'] });
    expect(brotliDecompressSync(br.body).toString()).toBe(text);
    const gzip = await compress(request({ "accept-encoding": "gzip" }), page, behavior, cache());
    expect(gunzipSync(gzip.body).toString()).toBe(text);
  });

  it("is done once for an object that does not change", async () => {
    const kept = cache();
    const asks = request({ "accept-encoding": "br" });
    const first = await compress(asks, page, behavior, kept);
    const again = await compress(asks, { ...page }, behavior, kept);
    const changed = { ...page, headers: { ...page.headers, etag: ['"2"'] } };
    expect(again.body).toBe(first.body);
    expect((await compress(asks, changed, behavior, kept)).body).not.toBe(first.body);
  });

  it.each([
    ["the viewer does not ask", {}, page, behavior],
    ["the behaviour does not", { "accept-encoding": "br" }, page, { ...behavior, compress: false }],
    [
      "the object is small",
      { "accept-encoding": "br" },
      { ...page, body: Buffer.from("x") },
      behavior,
    ],
    [
      "it is a picture",
      { "accept-encoding": "br" },
      { ...page, headers: { "content-type": ["image/webp"] } },
      behavior,
    ],
  ])("is left out when %s", async (_, headers, response, under) => {
    expect(await compress(request(headers), response, under, cache())).toBe(response);
  });
});

describe("conditional requests", () => {
  it.each([
    [{ "if-none-match": '"1"' }, 304],
    [{ "if-none-match": 'W/"1"' }, 304],
    [{ "if-none-match": '"0", "1"' }, 304],
    [{ "if-none-match": '"2"' }, 200],
    [{ "if-none-match": '"2"', "if-modified-since": "Tue, 24 Nov 2026 08:00:00 GMT" }, 200],
    [{ "if-modified-since": "Mon, 23 Nov 2026 08:00:00 GMT" }, 304],
    [{ "if-modified-since": "Sun, 22 Nov 2026 08:00:00 GMT" }, 200],
  ])("%j is answered %i", (headers, status) => {
    expect(answerConditions(request(headers), page).status).toBe(status);
  });
});

describe("ranges", () => {
  it.each([
    ["bytes=0-7", 206, "figurine", "bytes 0-7/1800"],
    ["bytes=-9", 206, "figurine ", "bytes 1791-1799/1800"],
    ["bytes=1791-", 206, "figurine ", "bytes 1791-1799/1800"],
    ["bytes=1800-", 416, "", "bytes */1800"],
  ])("%s is answered %i", (range, status, body, contentRange) => {
    const response = answerConditions(request({ range }), page);
    expect(response).toMatchObject({ status, headers: { "content-range": [contentRange] } });
    expect(response.body.toString()).toBe(body);
  });

  it("are ignored when the object has changed since, or when there are several", () => {
    const changed = request({ range: "bytes=0-1", "if-range": '"0"' });
    expect(answerConditions(changed, page).status).toBe(200);
    expect(answerConditions(request({ range: "bytes=0-1,3-4" }), page).status).toBe(200);
  });
});
