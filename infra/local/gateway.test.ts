import { describe, expect, it } from "vitest";
import type { ApiSpec } from "./gateway/api-spec.ts";
import { parseRouteKey } from "./gateway/routes.ts";
import { Gateway } from "./gateway.ts";
import type { HttpRequest } from "./http-message.ts";
import type { InvocationResult } from "./seams.ts";

const route = {
  ...parseRouteKey("POST /things/{id}"),
  functionArn: "arn:aws:lambda:eu-central-1:000000000000:function:things",
  timeoutMs: 30_000,
  permitted: true,
};

function gateway(
  invoke: (event: unknown) => InvocationResult | Promise<InvocationResult>,
  spec: Partial<ApiSpec> = {},
): Gateway {
  return new Gateway(
    {
      id: "api",
      domainName: "api.execute-api.eu-central-1.amazonaws.com",
      hosts: [],
      stage: "$default",
      stageVariables: {},
      routes: [route],
      ...spec,
    },
    { invoke: async (_, event) => invoke(event) },
  );
}

function request(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: "POST",
    path: "/things/7",
    query: "",
    headers: {},
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
    httpVersion: "1.1",
    ...overrides,
  };
}

async function eventOf(overrides: Partial<HttpRequest>): Promise<unknown> {
  let seen: unknown;
  const api = gateway((event) => {
    seen = event;
    return { payload: null };
  });
  await api.handle(request(overrides));
  return seen;
}

async function answer(api: Gateway, overrides: Partial<HttpRequest> = {}) {
  const { status, headers, body } = await api.handle(request(overrides));
  return { status, headers, body: body.toString() };
}

describe("the event", () => {
  it("is payload format 2.0", async () => {
    const event = await eventOf({
      path: "/things/a%20b",
      query: "x=1&x=2&y=%20z",
      headers: { "x-a": ["1", "2"], cookie: ["c=d; e=f"], "content-type": ["application/json"] },
      body: Buffer.from("{}"),
    });
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "POST /things/{id}",
      rawPath: "/things/a b",
      rawQueryString: "x=1&x=2&y=%20z",
      queryStringParameters: { x: "1,2", y: " z" },
      pathParameters: { id: "a b" },
      headers: { "x-a": "1,2", "content-type": "application/json" },
      cookies: ["c=d", "e=f"],
      body: "{}",
      isBase64Encoded: false,
      requestContext: { http: { method: "POST", path: "/things/a b" }, stage: "$default" },
    });
    expect(event).not.toHaveProperty("headers.cookie");
  });

  it("carries a body that is no text as base64", async () => {
    const headers = { "content-type": ["application/x-www-form-urlencoded"] };
    expect(await eventOf({ headers, body: Buffer.from("a=b") })).toMatchObject({
      body: "YT1i",
      isBase64Encoded: true,
    });
  });
});

describe("the response", () => {
  it("takes status, headers, cookies and a base64 body from the function", async () => {
    const api = gateway(() => ({
      payload: {
        statusCode: 201,
        headers: { "Content-Type": "text/plain", "X-Count": 3 },
        cookies: ["a=1", "b=2"],
        body: "aGV5",
        isBase64Encoded: true,
      },
    }));
    const { status, headers, body } = await answer(api);
    expect({ status, body }).toEqual({ status: 201, body: "hey" });
    expect(headers).toMatchObject({
      "content-type": ["text/plain"],
      "x-count": ["3"],
      "set-cookie": ["a=1", "b=2"],
    });
  });

  it("is the JSON of a result without a status code", async () => {
    const api = gateway(() => ({ payload: { ok: true } }));
    expect(await answer(api)).toMatchObject({ status: 200, body: '{"ok":true}' });
  });

  it.each([
    ["the function failed", { payload: {}, functionError: "Unhandled" }],
    ["its status code is none", { payload: { statusCode: "later" } }],
  ] as const)("is 500 when %s", async (_, result) => {
    expect(await answer(gateway(() => result))).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });

  it("is 503 when the function takes longer than the integration may", async () => {
    const never = new Promise<InvocationResult>(() => undefined);
    const api = gateway(() => never, { routes: [{ ...route, timeoutMs: 5 }] });
    expect(await answer(api)).toMatchObject({
      status: 503,
      body: '{"message":"Service Unavailable"}',
    });
  });
});

describe("what the gateway refuses itself", () => {
  const open = () => gateway(() => ({ payload: "ok" }));

  it("is a path without a route", async () => {
    expect(await answer(open(), { path: "/none" })).toMatchObject({
      status: 404,
      body: '{"message":"Not Found"}',
    });
  });

  it("is a body over 10 MB and a head over 10,240 bytes", async () => {
    expect(await answer(open(), { body: Buffer.alloc(10_485_761) })).toMatchObject({ status: 413 });
    expect(await answer(open(), { headers: { "x-a": ["a".repeat(10_240)] } })).toMatchObject({
      status: 431,
    });
  });

  it("is more than a route's throttle lets through", async () => {
    const throttle = { rate: 0.001, burst: 2 };
    const api = gateway(() => ({ payload: "ok" }), { routes: [{ ...route, throttle }] });
    const statuses = [await answer(api), await answer(api), await answer(api)];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]?.body).toBe('{"message":"Too Many Requests"}');
  });

  it("is a function that has given the API no permission", async () => {
    const api = gateway(() => ({ payload: "ok" }), { routes: [{ ...route, permitted: false }] });
    expect(await answer(api)).toMatchObject({ status: 500 });
  });
});

describe("CORS", () => {
  const cors = {
    allowOrigins: ["https://a.example"],
    allowMethods: ["POST"],
    allowHeaders: ["content-type"],
    exposeHeaders: [],
    allowCredentials: true,
  };
  const api = () => gateway(() => ({ payload: "ok" }), { cors });

  it("answers a preflight itself, with headers for known origins only", async () => {
    const asked = { "access-control-request-method": ["POST"] };
    const known = { method: "OPTIONS", headers: { ...asked, origin: ["https://a.example"] } };
    const strange = { method: "OPTIONS", headers: { ...asked, origin: ["https://b.example"] } };
    expect(await answer(api(), known)).toMatchObject({
      status: 204,
      headers: { "access-control-allow-origin": ["https://a.example"] },
    });
    expect((await answer(api(), strange)).headers).not.toHaveProperty(
      "access-control-allow-origin",
    );
  });

  it("adds headers to answers for known origins", async () => {
    const { headers } = await answer(api(), { headers: { origin: ["https://a.example"] } });
    expect(headers).toMatchObject({ "access-control-allow-credentials": ["true"] });
  });
});
