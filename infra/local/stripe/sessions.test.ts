import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionParams, startShop, submitCard, untilIdle } from "./fixture.ts";

let shop: Awaited<ReturnType<typeof startShop>>;
let ahead = 0;

beforeAll(async () => {
  shop = await startShop({ now: () => Date.now() + ahead });
});
afterAll(() => shop.close());

const inMinutes = (minutes: number) => Math.floor((Date.now() + ahead) / 1000) + minutes * 60;

describe("a checkout session", () => {
  it("is created open, with its sums, and read back the same", async () => {
    const created = await shop.stripe.checkout.sessions.create(sessionParams());
    expect(created).toMatchObject({
      object: "checkout.session",
      status: "open",
      payment_status: "unpaid",
      payment_intent: null,
      currency: "eur",
      amount_subtotal: 7200,
      amount_total: 7690,
      shipping_cost: { amount_total: 490 },
      client_reference_id: "P-261123-7K2QD",
      customer_details: { email: "maren.holt@example.com" },
      url: `${shop.double.url}/c/pay/${created.id}`,
    });
    expect(await shop.stripe.checkout.sessions.retrieve(created.id)).toEqual(created);
  });

  it("answers line items on their own and expanded", async () => {
    const { id, line_items } = await shop.stripe.checkout.sessions.create({
      ...sessionParams(),
      expand: ["line_items"],
    });
    const listed = await shop.stripe.checkout.sessions.listLineItems(id, { limit: 1 });
    expect(
      line_items?.data.map(({ description, amount_total }) => [description, amount_total]),
    ).toEqual([
      ["Fox", 2400],
      ["Owl", 4800],
    ]);
    expect(listed).toMatchObject({ has_more: true, data: [{ description: "Fox" }] });
  });

  it.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, string]>([
    [
      "the old name of the page",
      { ui_mode: "hosted" },
      "Invalid ui_mode: must be one of hosted_page, embedded_page, form, or elements",
    ],
    [
      "29 minutes to live",
      { expires_at: inMinutes(29) },
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
    ],
    [
      "25 hours to live",
      { expires_at: inMinutes(25 * 60) },
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
    ],
    ["no items", { line_items: [] }, "Missing required param: line_items."],
    [
      "two currencies",
      {
        line_items: ["eur", "usd"].map((currency) => ({
          quantity: 1,
          price_data: { currency, unit_amount: 100, product_data: { name: "Fox" } },
        })),
      },
      "All prices on a Checkout session must have the same currency.",
    ],
    ["an address that is none", { customer_email: "maren" }, "Invalid customer_email"],
    [
      "something Stripe does not know",
      Object.fromEntries([["colour", "yellow"]]),
      "Received unknown parameter: colour",
    ],
  ])("is refused with %s", async (_, overrides, message) => {
    await expect(
      shop.stripe.checkout.sessions.create(sessionParams(overrides)),
    ).rejects.toMatchObject({ type: "StripeInvalidRequestError", statusCode: 400, message });
  });

  it("names the parameter at fault in brackets", async () => {
    const items = [{ price_data: { currency: "eur", product_data: { name: "Fox" } }, quantity: 1 }];
    await expect(
      shop.stripe.checkout.sessions.create(sessionParams({ line_items: items })),
    ).rejects.toMatchObject({
      code: "parameter_missing",
      param: "line_items[0][price_data][unit_amount]",
    });
  });

  it("expires when asked, once", async () => {
    const { id, url } = await shop.stripe.checkout.sessions.create(sessionParams());
    expect(await shop.stripe.checkout.sessions.expire(id)).toMatchObject({
      status: "expired",
      url: null,
    });
    await expect(shop.stripe.checkout.sessions.expire(id)).rejects.toThrow(
      'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `expired`.',
    );
    const page = await submitCard({ url }, "4242 4242 4242 4242");
    expect([page.status, await page.text()]).toEqual([
      409,
      expect.stringContaining("This page has expired"),
    ]);
  });

  it("expires by itself at its time, takes its payment along, and says so", async () => {
    const session = await shop.stripe.checkout.sessions.create(
      sessionParams({ expires_at: inMinutes(30) }),
    );
    await submitCard(session, "4000 0000 0000 0002");
    ahead += 31 * 60_000;
    const expired = await shop.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent"],
    });
    expect(expired).toMatchObject({ status: "expired", payment_intent: { status: "canceled" } });
    await untilIdle(shop.double);
    expect(shop.receiver.events).toContainEqual(
      expect.objectContaining({
        type: "checkout.session.expired",
        data: { object: expect.objectContaining({ id: session.id }) },
      }),
    );
  });

  it("is found by its payment", async () => {
    const session = await shop.stripe.checkout.sessions.create(sessionParams());
    await submitCard(session, "4242 4242 4242 4242");
    const { payment_intent } = await shop.stripe.checkout.sessions.retrieve(session.id);
    const found = await shop.stripe.checkout.sessions.list({
      payment_intent: String(payment_intent),
    });
    expect(found.data.map(({ id }) => id)).toEqual([session.id]);
  });

  it("leaves cancelling its payment to expiry", async () => {
    const session = await shop.stripe.checkout.sessions.create(sessionParams());
    await submitCard(session, "4000 0000 0000 0002");
    const { payment_intent } = await shop.stripe.checkout.sessions.retrieve(session.id);
    await expect(shop.stripe.paymentIntents.cancel(String(payment_intent))).rejects.toThrow(
      "Expire the Checkout Session instead.",
    );
  });
});

describe("lists", () => {
  it("page from the newest on", async () => {
    const fresh = await startShop();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      ids.unshift((await fresh.stripe.checkout.sessions.create(sessionParams())).id);
    }
    const first = await fresh.stripe.checkout.sessions.list({ limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.has_more).toBe(true);
    const all = await fresh.stripe.checkout.sessions
      .list({ limit: 2 })
      .autoPagingToArray({ limit: 9 });
    expect(all.map(({ id }) => id)).toEqual(ids);
    const before = await fresh.stripe.checkout.sessions.list({
      ending_before: ids[2] ?? "",
      limit: 1,
    });
    expect(before.data.map(({ id }) => id)).toEqual([ids[1]]);
    await fresh.close();
  });

  it("refuse a limit over 100", async () => {
    await expect(shop.stripe.charges.list({ limit: 101 })).rejects.toMatchObject({
      param: "limit",
    });
  });
});

describe("the door", () => {
  it.each([
    ["no key", {}, "You did not provide an API key."],
    [
      "a wrong key",
      { authorization: "Bearer sk_test_stranger" },
      "Invalid API Key provided: sk_test_",
    ],
  ])("stays shut with %s", async (_, headers, message) => {
    const response = await fetch(`${shop.double.url}/v1/charges`, { headers });
    expect([response.status, await response.json()]).toEqual([
      401,
      {
        error: expect.objectContaining({
          type: "invalid_request_error",
          message: expect.stringContaining(message),
        }),
      },
    ]);
  });

  it("opens to basic authentication, as curl -u does it", async () => {
    const authorization = `Basic ${Buffer.from("sk_test_parasol:").toString("base64")}`;
    const response = await fetch(`${shop.double.url}/v1/charges`, {
      headers: { authorization, "stripe-version": "2026-10-28.endive" },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("request-id")).toMatch(/^req_/);
    expect(response.headers.get("stripe-version")).toBe("2026-10-28.endive");
  });

  it("tells what is not there from what is not known", async () => {
    await expect(shop.stripe.charges.retrieve("ch_none")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
    });
    await expect(shop.stripe.customers.list()).rejects.toMatchObject({
      statusCode: 404,
      message: "Unrecognized request URL (GET: /v1/customers).",
    });
  });
});
