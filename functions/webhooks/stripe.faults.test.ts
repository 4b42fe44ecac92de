import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Context } from "aws-lambda";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Listening, listenLocally } from "../../infra/local/listen.ts";
import { openStripe, type TestStripe, WEBHOOK_SECRET } from "../../infra/testing/stripe.ts";
import type { Event } from "#kit/request";

const queue = vi.hoisted(() => ({ taken: [] as unknown[], failures: 0 }));
vi.mock("#gateways/queue", () => ({
  send: async (_: string, message: unknown) => {
    if (queue.failures-- > 0) throw new Error("The queue is not there.");
    queue.taken.push(message);
  },
}));

const ORIGIN_SECRET = "origin-secret-of-the-test";
vi.stubEnv("ORIGIN_SECRET", ORIGIN_SECRET);
const { handler } = await import("./stripe.ts");

let stripe: TestStripe;
let endpoint: Listening;
const statuses: number[] = [];

/** As API Gateway hands a request over; it makes base64 of what it does not take for text. */
async function call(
  body: string,
  signature: string | undefined,
  { base64 = false }: { base64?: boolean } = {},
) {
  const event = {
    version: "2.0",
    headers: {
      "x-origin-secret": ORIGIN_SECRET,
      "content-type": "application/json; charset=utf-8",
      ...(signature === undefined ? {} : { "stripe-signature": signature }),
    },
    body: base64 ? Buffer.from(body).toString("base64") : body,
    isBase64Encoded: base64,
    requestContext: { domainName: "api.example.com", http: { method: "POST" } },
  } as unknown as Event;
  const answer = await handler(event, { awsRequestId: "test" } as Context);
  return { status: answer.statusCode ?? 0, body: JSON.parse(answer.body ?? "null") };
}

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const signature = String(request.headers["stripe-signature"]);
  const { status } = await call(await text(request), signature);
  statuses.push(status);
  response.writeHead(status).end();
}

beforeAll(async () => {
  vi.spyOn(console, "warn").mockReturnValue();
  vi.spyOn(console, "info").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
  const server = createServer((request, response) => void pass(request, response));
  endpoint = await listenLocally(server, 0, "the endpoint");
  stripe = await openStripe({ webhookUrl: () => endpoint.url });
});
afterAll(() => Promise.all([stripe.close(), endpoint.close()]));
beforeEach(async () => {
  await stripe.idle();
  queue.taken = [];
  queue.failures = 0;
  statuses.length = 0;
});

const completed = (change: object = {}) =>
  JSON.stringify({
    id: `evt_${crypto.randomUUID()}`,
    object: "event",
    type: "checkout.session.completed",
    created: 1_763_892_000,
    data: {
      object: {
        object: "checkout.session",
        id: "cs_1",
        client_reference_id: "P-261123-7F3KQ",
        customer_details: { name: "Jürgen Größe 🦊" },
      },
    },
    ...change,
  });

/** @param at seconds since 1970 */
const sign = (payload: string, secret = WEBHOOK_SECRET, at = Math.floor(Date.now() / 1_000)) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });

describe("fault 16: a webhook", () => {
  it.each([
    ["as text", false],
    ["as base64", true],
  ])("is verified over the bytes that came, %s", async (_, base64) => {
    const body = completed();
    expect(await call(body, sign(body), { base64 })).toMatchObject({ status: 200 });
    expect(queue.taken).toEqual([expect.objectContaining({ orderNumber: "P-261123-7F3KQ" })]);
  });

  it.each([
    ["no signature", (): undefined => undefined],
    ["a foreign signature", (body: string) => sign(body, "whsec_stranger")],
    ["the signature of another body", () => sign(completed())],
    ["a signature of six minutes ago", (body: string) => sign(body, WEBHOOK_SECRET, ago(360))],
    ["nonsense", () => "nonsense"],
  ])("with %s is refused, with an audit line", async (_, signature) => {
    const body = completed();
    expect(await call(body, signature(body))).toMatchObject({
      status: 400,
      body: { error: { code: "WEBHOOK_SIGNATURE_INVALID" } },
    });
    expect(queue.taken).toEqual([]);
    expect(JSON.parse(String(vi.mocked(console.warn).mock.lastCall?.[0]))).toMatchObject({
      audit: "refused",
      endpoint: "webhooks.stripe",
    });
  });

  it("of four minutes ago is taken: clocks differ, and the way may be long", async () => {
    const body = completed();
    expect(await call(body, sign(body, WEBHOOK_SECRET, ago(240)))).toMatchObject({ status: 200 });
  });

  it("signed with a new secret is taken once the old one is out of date", async () => {
    const body = completed();
    const header = sign(body, "whsec_rotated");
    expect(await call(body, header)).toMatchObject({ status: 400 });
    stripe.setWebhookSecret("whsec_rotated");
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.advanceTimersByTime(20_000);
    try {
      expect(await call(body, header)).toMatchObject({ status: 200 });
      expect(await call(body, sign(body))).toMatchObject({ status: 400 });
    } finally {
      stripe.setWebhookSecret(WEBHOOK_SECRET);
      vi.advanceTimersByTime(20_000);
      expect(await call(body, sign(body))).toMatchObject({ status: 200 });
      vi.useRealTimers();
    }
  });

  it.each([
    ["as any other", {}],
    ["without an object", { data: {} }],
    ["with an object of another kind", { data: { object: { metadata: { a: 1 } } } }],
    [
      "of the second kind",
      { object: "v2.core.event", created: "2026-11-23T10:00:00Z", data: null },
    ],
  ])("of a type that means nothing to an order is taken and ignored, %s", async (_, change) => {
    const body = completed({ type: "invoice.paid", ...change });
    expect(await call(body, sign(body))).toMatchObject({
      status: 200,
      body: { data: { received: true } },
    });
    expect(queue.taken).toEqual([]);
  });

  it.each([
    ["no JSON", "hello", "body"],
    ["a list", "[]", "body"],
    ["nothing", "null", "body"],
    ["no type", '{"id":"evt_1"}', "type"],
    ["no object, though its type says so", completed({ data: {} }), "data.object"],
  ])("that is signed and is %s is refused by its field", async (_, body, field) => {
    expect(await call(body, sign(body))).toMatchObject({
      status: 400,
      body: { error: { code: "VALIDATION_ERROR", details: [{ field }] } },
    });
    expect(queue.taken).toEqual([]);
  });

  it("of more than 256 KB is refused", async () => {
    const body = completed({ padding: "x".repeat(300_000) });
    expect(await call(body, sign(body))).toMatchObject({
      status: 413,
      body: { error: { code: "PAYLOAD_TOO_LARGE" } },
    });
  });
});

const ago = (seconds: number) => Math.floor(Date.now() / 1_000) - seconds;

describe("fault 17: a queue that does not take the event", () => {
  it("makes a 5xx, and what Stripe sends again reaches the queue once", async () => {
    queue.failures = 1;
    const session = await stripe.client.checkout.sessions.create({
      mode: "payment",
      ui_mode: "hosted_page",
      client_reference_id: "P-261123-7F3KQ",
      success_url: "https://shop.example",
      line_items: [
        {
          quantity: 1,
          price_data: { currency: "eur", unit_amount: 100, product_data: { name: "Fox" } },
        },
      ],
    });
    await stripe.client.checkout.sessions.expire(session.id);
    await stripe.idle();
    expect(statuses).toEqual([500, 200]);
    expect(queue.taken).toEqual([
      expect.objectContaining({ type: "checkout.session.expired", sessionId: session.id }),
    ]);
    expect((await stripe.client.events.list({ delivery_success: false })).data).toEqual([]);
  });
});
