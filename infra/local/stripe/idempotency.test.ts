import { request } from "node:http";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOf, control, SECRET_KEY, sessionParams, startShop, submitCard } from "./fixture.ts";

let shop: Awaited<ReturnType<typeof startShop>>;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.close());

const count = async () => (await shop.stripe.checkout.sessions.list({ limit: 100 })).data.length;

describe("an idempotency key", () => {
  it("makes the same call work once and answer the same", async () => {
    const params = sessionParams();
    const first = await shop.stripe.checkout.sessions.create(params, { idempotencyKey: "P-1" });
    const before = await count();
    const again = await shop.stripe.checkout.sessions.create(params, { idempotencyKey: "P-1" });
    expect(again).toEqual(first);
    expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(await count()).toBe(before);
  });

  it("is refused with other parameters, and with another endpoint", async () => {
    await shop.stripe.checkout.sessions.create(sessionParams(), { idempotencyKey: "P-2" });
    await expect(
      shop.stripe.checkout.sessions.create(sessionParams({ client_reference_id: "other" }), {
        idempotencyKey: "P-2",
      }),
    ).rejects.toMatchObject({
      type: "StripeIdempotencyError",
      message: expect.stringContaining("with the same parameters they were first used with"),
    });
    await expect(
      shop.stripe.refunds.create({ charge: "ch_1" }, { idempotencyKey: "P-2" }),
    ).rejects.toThrow("for the same endpoint they were first used for");
  });

  it("remembers no call that was refused", async () => {
    const options = { idempotencyKey: "P-3" };
    await expect(
      shop.stripe.checkout.sessions.create(sessionParams({ customer_email: "no" }), options),
    ).rejects.toThrow("Invalid customer_email");
    expect(await shop.stripe.checkout.sessions.create(sessionParams(), options)).toMatchObject({
      status: "open",
    });
  });

  it("is busy while the first call is still coming in", async () => {
    const { hostname, port } = new URL(shop.double.url);
    const headers = {
      authorization: `Bearer ${SECRET_KEY}`,
      "content-type": "application/x-www-form-urlencoded",
      "idempotency-key": "P-4",
    };
    const slow = request({ hostname, port, path: "/v1/refunds", method: "POST", headers });
    const slowStatus = new Promise<number | undefined>((resolve) => {
      slow.on("response", (response) => resolve(response.resume().statusCode));
    });
    slow.write("charge=ch_");
    const post = () =>
      fetch(`${shop.double.url}/v1/refunds`, { method: "POST", headers, body: "charge=ch_none" });
    // The first call holds the key as soon as its head has arrived; until then the second is refused
    // for its unknown charge and lets the key go.
    let status = 0;
    while (status !== 409) status = (await post()).status;
    slow.end("none");
    expect(await slowStatus).toBe(404);
    expect((await post()).status).toBe(404);
  });
});

describe("a fault asked for", () => {
  it("fails so many calls, and the client's own retry gets through", async () => {
    await control(shop.double, "PUT", "/faults", [
      { operation: "checkout.sessions.create", outcome: "error", times: 2 },
    ]);
    const before = await count();
    await expect(shop.stripe.checkout.sessions.create(sessionParams())).rejects.toMatchObject({
      statusCode: 500,
    });
    const patient = clientOf(shop.double, { maxNetworkRetries: 2 });
    expect(await patient.checkout.sessions.create(sessionParams())).toMatchObject({
      status: "open",
    });
    expect(await count()).toBe(before + 1);
  });

  it("does the work and never answers, so that a retry with the key finds it done", async () => {
    await control(shop.double, "PUT", "/faults", [
      { operation: "checkout.sessions.create", outcome: "timeout-after-work", times: 1 },
    ]);
    const before = await count();
    const options = { idempotencyKey: "P-5" };
    const impatient = clientOf(shop.double, { timeout: 250 });
    await expect(
      impatient.checkout.sessions.create(sessionParams(), options),
    ).rejects.toMatchObject({ type: "StripeConnectionError" });
    const again = await shop.stripe.checkout.sessions.create(sessionParams(), options);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(await count()).toBe(before + 1);
  });

  it("meets any operation by its name, or whichever comes next", async () => {
    const session = await shop.stripe.checkout.sessions.create(sessionParams());
    await submitCard(session, "4242 4242 4242 4242");
    const { stripe, double } = shop;
    const calls: Record<string, () => Promise<unknown>> = {
      "checkout.sessions.retrieve": () => stripe.checkout.sessions.retrieve(session.id),
      "checkout.sessions.expire": () => stripe.checkout.sessions.expire(session.id),
      "refunds.create": () => stripe.refunds.create({ charge: "ch_none" }),
      "events.list": () => stripe.events.list(),
      "payment_intents.retrieve": () => stripe.paymentIntents.retrieve("pi_none"),
      "*": () => stripe.charges.list(),
    };
    for (const [operation, call] of Object.entries(calls)) {
      await control(double, "PUT", "/faults", [{ operation, outcome: "error" }]);
      await expect(call()).rejects.toMatchObject({ statusCode: 500 });
      expect(await control(double, "GET", "/state")).toMatchObject({ faults: [{ times: 0 }] });
    }
  });

  it("loses the answer of a refund that was made: a retry with its key finds it", async () => {
    const session = await shop.stripe.checkout.sessions.create(sessionParams());
    await submitCard(session, "4242 4242 4242 4242");
    const { payment_intent } = await shop.stripe.checkout.sessions.retrieve(session.id);
    const refund = (client: Stripe) =>
      client.refunds.create(
        { payment_intent: String(payment_intent), amount: 100 },
        { idempotencyKey: "P-6/refund/R1" },
      );
    await control(shop.double, "PUT", "/faults", [
      { operation: "refunds.create", outcome: "timeout-after-work", times: 9, hangMs: 0 },
    ]);
    await expect(refund(shop.stripe)).rejects.toMatchObject({ type: "StripeConnectionError" });
    await control(shop.double, "DELETE", "");
    expect((await refund(shop.stripe)).lastResponse.headers["idempotent-replayed"]).toBe("true");
    const made = await shop.stripe.refunds.list({ payment_intent: String(payment_intent) });
    expect(made.data).toHaveLength(1);
  });

  it("is gone after DELETE", async () => {
    await control(shop.double, "PUT", "/faults", [
      { operation: "paymentIntents.list", outcome: "error", times: 9 },
    ]);
    await expect(shop.stripe.paymentIntents.list()).rejects.toMatchObject({ statusCode: 500 });
    await control(shop.double, "DELETE", "");
    expect(await shop.stripe.paymentIntents.list()).toHaveProperty("data");
  });

  it("is refused when it makes no sense", async () => {
    expect(await control(shop.double, "PUT", "/faults", [{ operation: 1 }])).toHaveProperty(
      "error",
    );
    expect(
      await control(shop.double, "PUT", "/faults", [{ operation: "refund", outcome: "error" }]),
    ).toHaveProperty("error");
    expect(await control(shop.double, "PUT", "/delivery", { dropRatio: 7 })).toHaveProperty(
      "error",
    );
    expect(await control(shop.double, "PUT", "/nothing", {})).toHaveProperty("error");
  });
});
