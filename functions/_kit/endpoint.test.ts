import type { Context } from "aws-lambda";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { endpoint, file } from "#contracts/endpoint";
import { money } from "#contracts/fields";
import { Problem } from "#values/error-codes";
import { CSRF } from "./cookies.ts";
import { newCsrfToken } from "./csrf.ts";
import type { Event } from "./request.ts";

const ORIGIN_SECRET = "origin-secret-of-the-test";
const CSRF_SECRET = "csrf-secret-of-the-test";
vi.stubEnv("ORIGIN_SECRET", ORIGIN_SECRET);
vi.stubEnv("CSRF_SECRET", CSRF_SECRET);

const { serve } = await import("./endpoint.ts");

const setLine = endpoint({
  id: "test.setLine",
  method: "PUT",
  path: "/lines/:sku",
  summary: "For this test",
  permission: "public",
  params: z.strictObject({ sku: z.string().max(5) }),
  body: z.strictObject({ quantity: z.int().min(0).max(99) }),
  response: z.object({ sku: z.string(), total: money }),
});

const listLines = endpoint({
  id: "test.listLines",
  method: "GET",
  path: "/lines",
  summary: "For this test",
  permission: "public",
  query: z.strictObject({ page: z.coerce.number().min(1).default(1) }),
  response: z.array(z.object({ sku: z.string() })),
  paged: true,
});

const staffOnly = endpoint({
  id: "test.staffOnly",
  method: "GET",
  path: "/staff",
  summary: "For this test",
  permission: "orders.read",
  response: z.object({}),
});

const picture = endpoint({
  id: "test.picture",
  method: "GET",
  path: "/picture",
  summary: "For this test",
  permission: "public",
  response: file,
  contentType: "application/pdf",
});

const token = newCsrfToken(CSRF_SECRET);
const context = { awsRequestId: "test" } as Context;

function event(
  overrides: Partial<Omit<Event, "headers">> & {
    headers?: Record<string, string | undefined>;
  } = {},
) {
  return {
    version: "2.0",
    pathParameters: { sku: "fox" },
    cookies: [`${CSRF}=${token}`],
    body: JSON.stringify({ quantity: 2 }),
    isBase64Encoded: false,
    requestContext: { domainName: "api.example.com", http: { method: "PUT" } },
    ...overrides,
    headers: {
      "x-origin-secret": ORIGIN_SECRET,
      "x-csrf-token": token,
      "content-type": "application/json",
      "x-forwarded-host": "shop.example.com",
      "cloudfront-forwarded-proto": "https",
      ...overrides.headers,
    },
  } as unknown as Event;
}

async function put(overrides: Parameters<typeof event>[0] = {}) {
  const handler = serve(setLine, async ({ params, body }) => ({
    sku: params.sku,
    total: body.quantity * 1250,
    secret: "not in the contract",
  }));
  const { statusCode, body } = await handler(event(overrides), context);
  return { status: statusCode, body: JSON.parse(body ?? "null") };
}

beforeAll(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

const lastLine = (level: "error" | "warn" | "info"): unknown =>
  JSON.parse(String(vi.mocked(console[level]).mock.lastCall?.[0]));

describe("serve", () => {
  it("answers through the response schema: money in major units, nothing the contract does not name", async () => {
    const { status, body } = await put();
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, data: { sku: "fox", total: 25 } });
  });

  it("puts page, limit and total beside the data", async () => {
    const handler = serve(listLines, async ({ query }) => ({
      data: [{ sku: "fox" }],
      meta: { page: query.page, limit: 20, total: 41 },
    }));
    const { body } = await handler(event({ queryStringParameters: { page: "3" } }), context);
    expect(JSON.parse(body ?? "")).toEqual({
      success: true,
      data: [{ sku: "fox" }],
      meta: { page: 3, limit: 20, total: 41 },
    });
  });

  it("answers a file as base64, under its own type, and kept by nobody", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const handler = serve(picture, async () => ({ name: "P-261123-7F3KQ.pdf", bytes }));
    const answer = await handler(event(), context);
    expect(answer).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: {
        "content-type": "application/pdf",
        "content-disposition": 'inline; filename="P-261123-7F3KQ.pdf"',
        "cache-control": "private, no-store",
      },
    });
    expect(Buffer.from(answer.body ?? "", "base64")).toEqual(Buffer.from(bytes));
  });

  it("answers a file's problem in the envelope, and takes no name that could end its header", async () => {
    const bytes = new Uint8Array(1);
    const handler = serve(picture, async () => ({ name: 'a".pdf\r\nset-cookie: b', bytes }));
    const answer = await handler(event(), context);
    expect([answer.statusCode, JSON.parse(answer.body ?? "").error.code]).toEqual([
      500,
      "INTERNAL_ERROR",
    ]);
  });

  it.each([
    ["an unknown field", { body: '{"quantity":1,"price":0}' }, "price"],
    ["a fraction", { body: '{"quantity":1.5}' }, "quantity"],
    ["a negative number", { body: '{"quantity":-1}' }, "quantity"],
    ["text for a number", { body: '{"quantity":"2"}' }, "quantity"],
    ["broken JSON", { body: '{"quantity":' }, "body"],
    ["no body", { body: "" }, "body"],
    ["a list for an object", { body: "[]" }, "body"],
    ["a parameter that is too long", { pathParameters: { sku: "hedgehog" } }, "sku"],
    ["a path that is not percent-encoding", { pathParameters: { sku: "%E0%A4%A" } }, "path"],
  ])("refuses %s with 400 and names the field", async (_, overrides, field) => {
    const { status, body } = await put(overrides);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: "VALIDATION_ERROR", statusCode: 400 });
    expect(body.error.details?.[0]?.field).toBe(field);
  });

  it.each([
    ["past the edge", { headers: { "x-origin-secret": undefined } }, 403, "FORBIDDEN"],
    ["without a CSRF token", { headers: { "x-csrf-token": undefined } }, 403, "CSRF_REJECTED"],
    [
      "with a token of its own making",
      { headers: { "x-csrf-token": "a.b" }, cookies: [`${CSRF}=a.b`] },
      403,
      "CSRF_REJECTED",
    ],
    ["from another site", { headers: { origin: "https://evil.example" } }, 403, "CSRF_REJECTED"],
    [
      "of version 2",
      { headers: { accept: "application/vnd.api+json; version=2" } },
      406,
      "NOT_ACCEPTABLE",
    ],
    [
      "as a form",
      { headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "of 300 KB",
      { body: JSON.stringify({ quantity: 1, x: "x".repeat(300_000) }) },
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "with a false bearer token",
      { headers: { authorization: "Bearer nonsense" } },
      401,
      "UNAUTHENTICATED",
    ],
  ])("refuses a call %s", async (_, overrides, status, code) => {
    const answer = await put(overrides);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it("takes the shop's own origin and version 1", async () => {
    const { status } = await put({
      headers: {
        origin: "https://shop.example.com",
        accept: "application/vnd.api+json; version=1",
      },
    });
    expect(status).toBe(200);
  });

  it("asks a guest to sign in where a permission is needed", async () => {
    const { statusCode } = await serve(staffOnly, async () => ({}))(event(), context);
    expect(statusCode).toBe(401);
  });

  it("turns a Problem into its envelope, with Retry-After and the cookies set before", async () => {
    const handler = serve(setLine, async ({ setCookie }) => {
      setCookie("a=b");
      throw new Problem("UNAVAILABLE", "Too many people at once.", { retryAfter: 3 });
    });
    const answer = await handler(event(), context);
    expect(answer).toMatchObject({ statusCode: 503, cookies: ["a=b"] });
    expect(answer.headers?.["retry-after"]).toBe("3");
  });

  it("never shows what went wrong inside", async () => {
    const handler = serve(setLine, async () => {
      throw new Error("table name and stack");
    });
    const { statusCode, body } = await handler(event(), context);
    expect(statusCode).toBe(500);
    expect(body).not.toMatch(/table name|stack|\.ts:/);
  });

  it("logs what led to a failure of ours, and nobody's address", async () => {
    const cause = new Error("Invalid email address: maren@example.com");
    const handler = serve(picture, async () => {
      throw new Problem("PAYMENT_PROVIDER_UNAVAILABLE", "It does not answer.", { cause });
    });
    await handler(event(), context);
    expect(lastLine("error")).toMatchObject({
      endpoint: "test.picture",
      message: "It does not answer.",
      cause: "Error: Invalid email address: [e-mail]",
    });
  });

  it("takes an empty object for no body, and nothing else", async () => {
    const press = endpoint({
      id: "test.press",
      method: "POST",
      path: "/press",
      summary: "For this test",
      permission: "public",
      response: z.object({}),
    });
    const handler = serve(press, async () => ({}));
    const statuses: (number | undefined)[] = [];
    for (const body of ["", "{}", '{"role":"admin"}', "[]", "null"]) {
      statuses.push((await handler(event({ body }), context)).statusCode);
    }
    expect(statuses).toEqual([200, 200, 400, 400, 400]);
  });

  it("leaves an audit line of who tries doors, and none of a mistake", async () => {
    await put({ headers: { "x-csrf-token": "forged", "x-forwarded-for": "203.0.113.7" } });
    expect(lastLine("warn")).toMatchObject({
      audit: "refused",
      endpoint: "test.setLine",
      code: "CSRF_REJECTED",
      from: "203.0.113.7",
    });
    await put({ body: JSON.stringify({ quantity: 2, role: "admin" }) });
    expect(lastLine("warn")).toMatchObject({
      audit: "refused",
      code: "VALIDATION_ERROR",
      why: "role: Unknown field.",
      who: "guest",
    });
    vi.mocked(console.warn).mockClear();
    await put({ body: JSON.stringify({ quantity: 2, colour: "red" }) });
    await put({ body: "{" });
    expect(console.warn).not.toHaveBeenCalled();
    expect(lastLine("info")).toMatchObject({ code: "VALIDATION_ERROR" });
  });
});
