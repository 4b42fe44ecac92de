import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sessionParams, startShop, submitCard, untilIdle } from "../fixture.ts";

let shop: Awaited<ReturnType<typeof startShop>>;
let session: Stripe.Checkout.Session;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  session = await shop.stripe.checkout.sessions.create(sessionParams());
  await untilIdle(shop.double);
  shop.receiver.events.length = 0;
});

const read = () =>
  shop.stripe.checkout.sessions.retrieve(session.id, {
    expand: ["payment_intent.latest_charge.balance_transaction"],
  });

describe("the payment page", () => {
  it("says what is paid, and offers the four endings without script", async () => {
    const page = await (await fetch(session.url ?? "")).text();
    for (const text of ["€76.90", "Fox, 9 cm", "Owl, 9 cm × 2", "€48.00", "Post", "€4.90"]) {
      expect(page).toContain(text);
    }
    expect(page).toContain("Test payment. No money moves.");
    expect(page.match(/<button name="card"/g)).toHaveLength(4);
    expect(page).toContain('href="http://shop.example/checkout"');
    expect(page).not.toContain("<script");
  });

  it("puts the chosen ending's card into the form", async () => {
    const page = await (await fetch(`${session.url}?card=4000+0000+0000+0002`)).text();
    expect(page).toContain('name="card" value="4000 0000 0000 0002"');
    expect(page).toMatch(/value="4000 0000 0000 0002"\s+aria-pressed="true"/);
  });

  it("escapes what it shows again", async () => {
    const response = await submitCard(session, '"><b>x', { name: "<i>" });
    const page = await response.text();
    expect(page).not.toContain("<b>x");
    expect(page).not.toContain("<i>");
  });

  it("takes 4242, books the payment with its fee, and sends the browser on", async () => {
    const response = await submitCard(session, "4242 4242 4242 4242");
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(
      `http://shop.example/orders/P-261123-7K2QD?session=${session.id}`,
    );
    expect(await read()).toMatchObject({
      status: "complete",
      payment_status: "paid",
      url: null,
      customer_details: { email: "maren.holt@example.com", name: "Maren Holt" },
      payment_intent: {
        status: "succeeded",
        amount_received: 7690,
        metadata: { orderNumber: "P-261123-7K2QD" },
        latest_charge: {
          paid: true,
          receipt_url: expect.stringContaining("/receipts/ch_"),
          payment_method_details: { card: { brand: "visa", last4: "4242" } },
          balance_transaction: { fee: 140, net: 7550 },
        },
      },
    });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual([
      "charge.succeeded",
      "checkout.session.completed",
      "payment_intent.created",
      "payment_intent.succeeded",
    ]);
  });

  it("stays open after a declined card, and then takes another", async () => {
    const declined = await submitCard(session, "4000 0000 0000 0002");
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain(
      "Your bank said no. Nothing was charged. Try another card.",
    );
    expect(await read()).toMatchObject({
      status: "open",
      payment_intent: {
        status: "requires_payment_method",
        last_payment_error: { code: "card_declined", decline_code: "generic_decline" },
        latest_charge: { status: "failed", paid: false },
      },
    });
    const first = (await read()).payment_intent;
    expect((await submitCard(session, "5555 5555 5555 4444")).status).toBe(303);
    expect((await read()).payment_intent).toMatchObject({
      id: typeof first === "object" ? first?.id : first,
      last_payment_error: null,
    });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toEqual([
      "charge.failed",
      "charge.succeeded",
      "checkout.session.completed",
      "payment_intent.created",
      "payment_intent.payment_failed",
      "payment_intent.succeeded",
    ]);
  });

  it.each([
    ["4000 0000 0000 9995", "card_declined", "insufficient_funds", "not enough on this card"],
    ["4000 0000 0000 9987", "card_declined", "lost_card", "Your bank said no."],
    ["4000 0000 0000 6975", "card_declined", "card_velocity_exceeded", "reached its limit"],
    ["4000 0000 0000 0069", "expired_card", undefined, "This card has expired."],
    ["4000 0000 0000 0127", "incorrect_cvc", undefined, "security code does not fit"],
    ["4000 0000 0000 0119", "processing_error", undefined, "wrong at the bank"],
  ])("declines %s as %s %s, in words", async (card, code, declineCode, words) => {
    const declined = await submitCard(session, card);
    expect(declined.status).toBe(402);
    expect(await declined.text()).toContain(words);
    const { payment_intent: intent } = await read();
    expect(intent).toMatchObject({ last_payment_error: { code, type: "card_error" } });
    const error = typeof intent === "object" ? intent?.last_payment_error : undefined;
    expect(error?.decline_code).toBe(declineCode);
    await untilIdle(shop.double);
    const failed = shop.receiver.events.find(
      ({ type }) => type === "payment_intent.payment_failed",
    );
    expect(failed?.data.object).toMatchObject({
      metadata: { orderNumber: "P-261123-7K2QD" },
      last_payment_error: { code },
    });
  });

  it("declines after the bank's question where the card says so", async () => {
    await submitCard(session, "4000 0082 6000 3178");
    const decided = await fetch(`${session.url}/authenticate`, {
      method: "POST",
      body: new URLSearchParams({ decision: "approve" }),
      redirect: "manual",
    });
    const back = decided.headers.get("location") ?? "";
    expect(back).toBe(`/c/pay/${session.id}?declined=insufficient_funds`);
    expect(await (await fetch(new URL(back, shop.double.url))).text()).toContain("not enough");
    expect(await read()).toMatchObject({ status: "open", payment_status: "unpaid" });
  });

  it.each([
    ["approve", "complete", `http://shop.example/orders/P-261123-7K2QD?session=`],
    ["fail", "open", "/c/pay/"],
  ])("asks the bank for 3155, and on %s the session is %s", async (decision, status, to) => {
    const asked = await submitCard(session, "4000 0025 0000 3155");
    expect(asked.headers.get("location")).toBe(`/c/pay/${session.id}/authenticate`);
    expect(await read()).toMatchObject({ payment_intent: { status: "requires_action" } });
    const bank = `${session.url}/authenticate`;
    expect(await (await fetch(bank)).text()).toContain("Your bank asks whether this is you");
    const decided = await fetch(bank, {
      method: "POST",
      body: new URLSearchParams({ decision }),
      redirect: "manual",
    });
    expect(decided.headers.get("location")).toContain(to);
    expect(await read()).toMatchObject({ status });
  });

  it("says after a failed check that nothing was charged", async () => {
    const page = await (
      await fetch(`${session.url}?declined=payment_intent_authentication_failure`)
    ).text();
    expect(page).toContain("could not confirm that it was you. Nothing was charged.");
  });

  it("loses the answer to 9979, though it has paid and tells the shop", async () => {
    const response = await submitCard(session, "4000 0000 0000 9979");
    expect([response.status, response.headers.get("location")]).toEqual([504, null]);
    expect(await read()).toMatchObject({ status: "complete", payment_status: "paid" });
    await untilIdle(shop.double);
    expect(shop.receiver.types()).toContain("checkout.session.completed");
  });

  it("shows what is wrong at the field, and charges nothing", async () => {
    const response = await submitCard(session, "4242 4242 4242 4241", { exp: "01/20", cvc: "" });
    const page = await response.text();
    expect(response.status).toBe(422);
    expect(page.match(/aria-invalid="true"/g)).toHaveLength(3);
    expect(await read()).toMatchObject({ status: "open", payment_intent: null });
  });

  it("pays once, however often the form is sent", async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => submitCard(session, "4242 4242 4242 4242")),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      303, 409, 409, 409, 409,
    ]);
    const intent = (await read()).payment_intent;
    const charges = await shop.stripe.charges.list({
      payment_intent: typeof intent === "object" ? (intent?.id ?? "") : intent,
    });
    expect(charges.data).toHaveLength(1);
    expect(await (await fetch(session.url ?? "")).text()).toContain("This is paid already");
  });

  it("asks for no card where there is nothing to pay", async () => {
    const [line] = sessionParams().line_items ?? [];
    const free = await shop.stripe.checkout.sessions.create({
      ...sessionParams(),
      line_items: [
        { ...line, price_data: { currency: "eur", unit_amount: 0, product_data: { name: "Fox" } } },
      ],
      shipping_options: [],
    });
    expect(free).toMatchObject({ amount_total: 0, payment_status: "no_payment_required" });
    const url = free.url ?? "";
    expect(await (await fetch(url)).text()).toContain("There is nothing to pay");
    const finished = await fetch(url, { method: "POST", redirect: "manual" });
    expect(finished.status).toBe(303);
    expect(await shop.stripe.checkout.sessions.retrieve(free.id)).toMatchObject({
      status: "complete",
      payment_status: "no_payment_required",
      payment_intent: null,
    });
  });

  it("is not there for a session that nobody made", async () => {
    const response = await fetch(`${shop.double.url}/c/pay/cs_test_none`);
    expect(response.status).toBe(404);
  });
});
