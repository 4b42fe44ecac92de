import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "#values/error-codes";
import * as Stripe from "./stripe.ts";
import { verifyEvent } from "./stripe-events.ts";

/** Answers as Secrets Manager and as Stripe; `answer` is what Stripe says next. */
let server: Server;
let secret = { secretKey: "sk_test_1", webhookSecret: "whsec_1" };
let answer: (path: string) => { status: number; body: unknown };
let requests: { path: string; headers: IncomingMessage["headers"]; form: URLSearchParams }[] = [];
const before = { ...process.env };

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  const path = request.url ?? "";
  if (request.headers["x-amz-target"] === "secretsmanager.GetSecretValue") {
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(JSON.stringify({ SecretString: JSON.stringify(secret) }));
    return;
  }
  requests.push({ path, headers: request.headers, form: new URLSearchParams(body) });
  const { status, body: said } = answer(path);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(said));
}

beforeAll(async () => {
  server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    STRIPE_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:000000000000:secret:stripe",
    STRIPE_API_URL: url,
  });
});

afterAll(async () => {
  process.env = before;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  requests = [];
});

const session = (overrides: object = {}) => ({
  id: "cs_1",
  object: "checkout.session",
  url: "https://pay.example/cs_1",
  status: "open",
  payment_status: "unpaid",
  amount_total: 5290,
  currency: "eur",
  client_reference_id: "P-261123-7F3KQ",
  payment_intent: null,
  ...overrides,
});

const request: Stripe.PaymentRequest = {
  orderNumber: "P-261123-7F3KQ",
  email: "maren@example.com",
  currency: "EUR",
  quote: "",
  lines: [{ name: "Fox", description: "9 cm", unitPrice: 2400, quantity: 2 }],
  shipping: { name: "Post", amount: 490 },
  total: 5290,
  successUrl: "https://shop.example/orders/P-261123-7F3KQ?paid=1",
  cancelUrl: "https://shop.example/checkout",
  expiresAt: new Date("2026-11-23T10:30:00.000Z"),
};

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe("a payment page", () => {
  it("is opened under the order's number, with every line and the post", async () => {
    answer = () => ({ status: 200, body: session() });

    const opened = await Stripe.createCheckoutSession(request);

    expect(opened).toMatchObject({ id: "cs_1", status: "open", paid: false, amount: 5290 });
    const [sent] = requests;
    expect(sent?.headers["idempotency-key"]).toBe("P-261123-7F3KQ");
    expect(sent?.headers.authorization).toBe("Bearer sk_test_1");
    expect(Object.fromEntries(sent?.form ?? [])).toMatchObject({
      ui_mode: "hosted_page",
      client_reference_id: "P-261123-7F3KQ",
      "payment_intent_data[metadata][orderNumber]": "P-261123-7F3KQ",
      "line_items[0][price_data][unit_amount]": "2400",
      "line_items[0][quantity]": "2",
      "line_items[1][price_data][unit_amount]": "490",
      expires_at: "1795429800",
    });
  });

  it("is not opened for lines that do not add up to the order", async () => {
    await expect(Stripe.createCheckoutSession({ ...request, total: 5291 })).rejects.toThrow(
      "do not add up",
    );
    expect(requests).toEqual([]);
  });

  it("is retried where Stripe stumbles, with the same key", async () => {
    answer = () =>
      requests.length === 1
        ? { status: 500, body: { error: { type: "api_error", message: "Oops" } } }
        : { status: 200, body: session() };

    await Stripe.createCheckoutSession(request);

    expect(requests.map((one) => one.headers["idempotency-key"])).toEqual([
      "P-261123-7F3KQ",
      "P-261123-7F3KQ",
    ]);
  });

  it("is a passing failure where Stripe keeps failing, or does not accept the key", async () => {
    answer = () => ({ status: 503, body: { error: { type: "api_error", message: "Down" } } });
    expect(await codeOf(Stripe.createCheckoutSession(request))).toBe(
      "PAYMENT_PROVIDER_UNAVAILABLE",
    );

    answer = () => ({ status: 401, body: { error: { message: "Invalid API Key" } } });
    expect(await codeOf(Stripe.createCheckoutSession(request))).toBe(
      "PAYMENT_PROVIDER_UNAVAILABLE",
    );
  });

  it("says what became of it where it can no longer be closed", async () => {
    const refusal = { error: { type: "invalid_request_error", message: "Not open" } };
    answer = (path) =>
      path.endsWith("/expire")
        ? { status: 400, body: refusal }
        : { status: 200, body: session({ status: "complete", payment_status: "paid" }) };

    const found = await Stripe.expireCheckoutSession("cs_1");

    expect(found).toMatchObject({ status: "complete", paid: true });
  });

  it("that cannot be closed and stays open is an error, so that nothing is released", async () => {
    answer = (path) =>
      path.endsWith("/expire")
        ? { status: 400, body: { error: { type: "invalid_request_error", message: "Not now." } } }
        : { status: 200, body: session({ status: "open" }) };

    await expect(Stripe.expireCheckoutSession("cs_1")).rejects.toThrow("Not now.");
  });

  it("is undefined where Stripe never heard of it", async () => {
    const error = { type: "invalid_request_error", code: "resource_missing", message: "No such" };
    answer = () => ({ status: 404, body: { error } });

    expect(await Stripe.retrieveCheckoutSession("cs_x")).toBeUndefined();
  });
});

describe("a payment", () => {
  it("tells its card and what was given back", async () => {
    answer = () => ({
      status: 200,
      body: {
        id: "pi_1",
        status: "succeeded",
        amount: 5290,
        currency: "eur",
        metadata: { orderNumber: "P-261123-7F3KQ" },
        latest_charge: {
          id: "ch_1",
          amount_refunded: 490,
          payment_method_details: { card: { brand: "visa", last4: "4242" } },
        },
      },
    });

    expect(await Stripe.retrievePayment("pi_1")).toMatchObject({
      amount: 5290,
      refunded: 490,
      brand: "visa",
      last4: "4242",
      orderNumber: "P-261123-7F3KQ",
    });
  });

  const wanted = {
    paymentIntentId: "pi_1",
    orderNumber: "P-261123-7F3KQ",
    refundId: "R1",
    amount: 490,
  };

  it("is given back once for each refund of an order", async () => {
    const metadata = { orderNumber: "P-261123-7F3KQ", refundId: "R1" };
    const body = { id: "re_1", status: "succeeded", amount: 490, metadata };
    answer = () => ({ status: 200, body });

    const made = await Stripe.refund(wanted);

    expect(made).toMatchObject({ id: "re_1", status: "succeeded", amount: 490, refundId: "R1" });
    expect(requests[0]?.headers["idempotency-key"]).toBe("P-261123-7F3KQ/refund/R1");
    expect(requests[0]?.form.get("amount")).toBe("490");
  });

  it("is not given back where Stripe refuses for good, and says why", async () => {
    const error = { type: "invalid_request_error", message: "Charge ch_1 has been refunded." };
    answer = () => ({ status: 400, body: { error } });

    expect(await Stripe.refund(wanted)).toEqual({ refused: "Charge ch_1 has been refunded." });
  });

  it("tells what went back from it, ours by name and others without", async () => {
    const ours = { id: "re_1", status: "pending", amount: 490, metadata: { refundId: "R1" } };
    const other = { id: "re_2", status: "failed", amount: 100, failure_reason: "lost_card" };
    answer = () => ({ status: 200, body: { object: "list", data: [other, ours] } });

    expect(await Stripe.listRefunds("pi_1")).toEqual([
      { id: "re_2", status: "failed", amount: 100, failure: "lost_card", refundId: undefined },
      { id: "re_1", status: "pending", amount: 490, failure: undefined, refundId: "R1" },
    ]);
  });
});

describe("an event", () => {
  const all = () => true;
  const body = JSON.stringify({
    id: "evt_1",
    object: "event",
    type: "checkout.session.completed",
    created: 1_763_892_000,
    data: { object: session({ payment_intent: "pi_1" }) },
  });

  function sign(payload: string, key: string, at = Date.now()): string {
    const timestamp = Math.floor(at / 1_000);
    const signature = createHmac("sha256", key).update(`${timestamp}.${payload}`).digest("hex");
    return `t=${timestamp},v1=${signature}`;
  }

  it("is cut down to what leads to the order", async () => {
    expect(await verifyEvent(body, sign(body, "whsec_1"), all)).toEqual({
      kind: "stripe.event",
      id: "evt_1",
      type: "checkout.session.completed",
      created: 1_763_892_000,
      sessionId: "cs_1",
      paymentIntentId: "pi_1",
      orderNumber: "P-261123-7F3KQ",
    });
  });

  it("of a charge leads to its payment", async () => {
    const charge = { object: "charge", id: "ch_1", payment_intent: "pi_1", metadata: {} };
    const refunded = JSON.stringify({
      id: "evt_2",
      object: "event",
      type: "charge.refunded",
      created: 1,
      data: { object: charge },
    });

    expect(await verifyEvent(refunded, sign(refunded, "whsec_1"), all)).toEqual({
      kind: "stripe.event",
      id: "evt_2",
      type: "charge.refunded",
      created: 1,
      paymentIntentId: "pi_1",
    });
  });

  it.each([
    ["no signature", undefined, body],
    ["a foreign one", sign(body, "whsec_other"), body],
    ["a stale one", sign(body, "whsec_1", Date.now() - 600_000), body],
    ["one of another body", sign(body, "whsec_1"), body.replace("5290", "1")],
  ])("with %s is refused", async (_name, signature, sent) => {
    expect(await codeOf(verifyEvent(sent, signature, all))).toBe("WEBHOOK_SIGNATURE_INVALID");
  });

  it("is accepted by the new secret soon after the old one was replaced", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    secret = { ...secret, webhookSecret: "whsec_2" };
    vi.advanceTimersByTime(20_000);

    const event = await verifyEvent(body, sign(body, "whsec_2"), all);

    vi.useRealTimers();
    expect(event?.id).toBe("evt_1");
  });
});
