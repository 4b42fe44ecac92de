import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { control, sessionParams, startShop, submitCard, untilIdle } from "./fixture.ts";

let shop: Awaited<ReturnType<typeof startShop>>;

beforeEach(async () => {
  shop = await startShop();
});
afterEach(() => shop.close());

async function expireOne() {
  const { id } = await shop.stripe.checkout.sessions.create(sessionParams());
  await shop.stripe.checkout.sessions.expire(id);
}

describe("a webhook", () => {
  it("carries a signature that Stripe's client accepts, and what caused it", async () => {
    const { id } = await shop.stripe.checkout.sessions.create(sessionParams());
    await shop.stripe.checkout.sessions.expire(id, {}, { idempotencyKey: "P-1/expire" });
    await untilIdle(shop.double);
    expect(shop.receiver.events).toEqual([
      expect.objectContaining({
        object: "event",
        api_version: "2026-10-28.endive",
        type: "checkout.session.expired",
        pending_webhooks: 1,
        request: { id: expect.stringMatching(/^req_/), idempotency_key: "P-1/expire" },
        data: { object: expect.objectContaining({ id, status: "expired" }) },
      }),
    ]);
    const [event] = (await shop.stripe.events.list({ delivery_success: true })).data;
    expect(event?.pending_webhooks).toBe(0);
  });

  it("comes again until it is taken", async () => {
    shop.receiver.answerWith(500, 503);
    await expireOne();
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual(["checkout.session.expired"]);
  });

  it("counts as undelivered while it is", async () => {
    shop.receiver.answerWith(500);
    await expireOne();
    const undelivered = await shop.stripe.events.list({ delivery_success: false });
    expect(undelivered.data.map(({ pending_webhooks }) => pending_webhooks)).toEqual([1]);
    await untilIdle(shop.double);
    expect((await shop.stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  it("comes more than once where duplicates are asked for", async () => {
    await control(shop.double, "PUT", "/delivery", { duplicates: 2 });
    await expireOne();
    await untilIdle(shop.double);
    expect(new Set(shop.receiver.events.map(({ id }) => id)).size).toBe(1);
    expect(shop.receiver.events).toHaveLength(3);
  });

  it("gets lost where that is asked for, and is found in the list of events", async () => {
    await control(shop.double, "PUT", "/delivery", { dropRatio: 1 });
    await expireOne();
    await untilIdle(shop.double);
    expect(shop.receiver.events).toEqual([]);
    const lost = await shop.stripe.events.list({
      delivery_success: false,
      types: ["checkout.session.expired", "checkout.session.completed"],
      created: { gte: Math.floor(Date.now() / 1000) - 60 },
    });
    expect(lost.data).toHaveLength(1);
    expect(await shop.stripe.events.retrieve(lost.data[0]?.id ?? "")).toEqual(lost.data[0]);
    await control(shop.double, "POST", "/redeliver", { type: "checkout.session.expired" });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual(["checkout.session.expired"]);
  });

  it("waits as long as asked, and is pending meanwhile", async () => {
    await control(shop.double, "PUT", "/delivery", { delayMs: 300 });
    await expireOne();
    expect(await control(shop.double, "GET", "/state")).toMatchObject({
      idle: false,
      deliveries: { pending: 1 },
    });
    await untilIdle(shop.double);
    expect(shop.receiver.events).toHaveLength(1);
  });

  it("comes before or after the others of its payment when they are shuffled", async () => {
    await control(shop.double, "PUT", "/delivery", { shuffle: true });
    const session = await shop.stripe.checkout.sessions.create(sessionParams());
    // Ten events, of one payment: the three of a try come at once, so chance would have to be very kind.
    await submitCard(session, "4000 0000 0000 0002");
    await submitCard(session, "4000 0000 0000 0002");
    await submitCard(session, "4000 0000 0000 0002");
    await submitCard(session, "4242 4242 4242 4242");
    await untilIdle(shop.double);
    const happened = (await shop.stripe.events.list({ limit: 100 })).data.map(({ id }) => id);
    const came = shop.receiver.events.map(({ id }) => id);
    expect([...came].sort()).toEqual([...happened].sort());
    expect(happened).toHaveLength(10);
    expect(came).not.toEqual(happened.toReversed());
  });

  it("is sent again when asked, delivered or not", async () => {
    await expireOne();
    await untilIdle(shop.double);
    expect(await control(shop.double, "POST", "/redeliver", { since: 0 })).toEqual({
      redelivered: 1,
    });
    await untilIdle(shop.double);
    expect(shop.receiver.events).toHaveLength(2);
    expect(await control(shop.double, "POST", "/redeliver", { type: "charge.failed" })).toEqual({
      redelivered: 0,
    });
  });
});

describe("the list of events", () => {
  it("pages through what was not delivered since a moment, newest first", async () => {
    const since = Math.floor(Date.now() / 1000);
    await expireOne();
    await untilIdle(shop.double);
    await control(shop.double, "PUT", "/delivery", { dropRatio: 1 });
    for (let count = 0; count < 5; count++) await expireOne();
    await untilIdle(shop.double);
    const lost = { delivery_success: false, created: { gte: since } };
    const first = await shop.stripe.events.list({ ...lost, limit: 2 });
    expect(first).toMatchObject({ has_more: true, data: [{}, {}] });
    const second = await shop.stripe.events.list({
      ...lost,
      limit: 2,
      starting_after: first.data[1]?.id ?? "",
    });
    const every = await shop.stripe.events.list(lost).autoPagingToArray({ limit: 99 });
    const ids = every.map(({ id }) => id);
    expect(ids).toHaveLength(5);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids.slice(0, 4));
    const later = { delivery_success: false, created: { gt: since + 3600 } };
    expect((await shop.stripe.events.list(later)).data).toEqual([]);
  });

  it("knows families of types", async () => {
    await expireOne();
    const session = await shop.stripe.checkout.sessions.create(sessionParams());
    await submitCard(session, "4242 4242 4242 4242");
    const types = async (type: string) =>
      (await shop.stripe.events.list({ type })).data.map((event) => event.type);
    expect(await types("checkout.session.*")).toEqual([
      "checkout.session.completed",
      "checkout.session.expired",
    ]);
    expect(await types("charge.succeeded")).toEqual(["charge.succeeded"]);
    expect(await types("charge.failed")).toEqual([]);
  });
});
