import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../http-message.ts";
import { EdgeFunction } from "./edge-function.ts";

const context = { distributionId: "E1", distributionDomainName: "localhost" };
const request: HttpRequest = {
  method: "GET",
  path: "/figurines/fox",
  query: "height=9&tag=a&tag=b",
  headers: { host: ["localhost:4321"], "x-a": ["1", "2"], cookie: ["a=1; b=2"] },
  body: Buffer.alloc(0),
  sourceIp: "127.0.0.1",
  httpVersion: "1.1",
};

function run(body: string, on = request) {
  return new EdgeFunction("test", `function handler(event) { ${body} }`, context).onRequest(on);
}

describe("a CloudFront Function on a request", () => {
  it("sees the event of cloudfront-js-2.0", async () => {
    const response = await run("return { statusCode: 200, body: JSON.stringify(event) };");
    expect(JSON.parse(String("body" in response && response.body))).toMatchObject({
      version: "1.0",
      context: { eventType: "viewer-request", distributionId: "E1" },
      request: {
        method: "GET",
        uri: "/figurines/fox",
        querystring: {
          height: { value: "9" },
          tag: { value: "a", multiValue: [{ value: "a" }, { value: "b" }] },
        },
        headers: { host: { value: "localhost:4321" }, "x-a": { value: "1,2" } },
        cookies: { a: { value: "1" }, b: { value: "2" } },
      },
    });
  });

  it("leaves a request as it was when it changes nothing", async () => {
    expect(await run("return event.request;")).toEqual(request);
  });

  it("changes path, query, headers and cookies", async () => {
    const changed = await run(`
      event.request.uri += ".html";
      delete event.request.querystring.tag;
      event.request.headers["x-new"] = { value: "n" };
      delete event.request.cookies.a;
      return event.request;`);
    expect(changed).toMatchObject({
      path: "/figurines/fox.html",
      query: "height=9",
      headers: { "x-new": ["n"], cookie: ["b=2"] },
    });
  });

  it("may answer itself", async () => {
    const redirect = await run(
      "return { statusCode: 301, headers: { location: { value: '/new' } }, cookies: { s: { value: '1', attributes: 'Path=/' } } };",
    );
    expect(redirect).toMatchObject({
      status: 301,
      headers: { location: ["/new"], "set-cookie": ["s=1; Path=/"] },
    });
  });

  it("may be asynchronous", async () => {
    const code = "async function handler(event) { await null; return event.request; }";
    expect(await new EdgeFunction("test", code, context).onRequest(request)).toEqual(request);
  });

  it("has no network, no timers and no process", async () => {
    const response = await run(
      "return { statusCode: 200, body: [typeof fetch, typeof setTimeout, typeof process].join() };",
    );
    expect(String("body" in response && response.body)).toBe("undefined,undefined,undefined");
  });

  it("fails when it throws, loops or returns nonsense", async () => {
    await expect(run("throw new Error('broken');")).rejects.toThrow("broken");
    await expect(run("for (;;) {}")).rejects.toThrow("timed out");
    await expect(run("return { uri: 3 };")).rejects.toThrow("uri");
  });
});

describe("a CloudFront Function on a response", () => {
  it("changes headers and keeps the body", async () => {
    const code = `function handler(event) {
      event.response.headers["x-served"] = { value: event.request.uri };
      return event.response;
    }`;
    const response = { status: 200, headers: { etag: ['"1"'] }, body: Buffer.from("page") };
    const changed = await new EdgeFunction("test", code, context).onResponse(request, response);
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: ['"1"'], "x-served": ["/figurines/fox"] },
      body: Buffer.from("page"),
    });
  });
});
