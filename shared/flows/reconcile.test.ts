import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { chargeErrors } from "../../infra/testing/charges.ts";
import { checkOut, deliver, placeUnpaid } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import type { StripeEventMessage } from "#contracts/messages";
import * as Cursors from "#data/cursor";
import * as Orders from "#data/order";
import * as Reservations from "#data/reservation";
import { commit } from "#data/write";
import * as Order from "#domain/order";
import { processStripeEvent } from "./payment.ts";
import { reconcilePayments } from "./reconcile.ts";

const queue = vi.hoisted(() => ({ taken: [] as { id: string }[], refuses: false }));
vi.mock("#gateways/queue", () => ({
  sendAll: async (_: string, messages: { id: string }[]) => {
    if (queue.refuses) return 0;
    queue.taken.push(...messages);
    return undefined;
  },
}));

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  stripe = await openStripe();
  table = await openTestTable();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));
beforeEach(async () => {
  queue.taken = [];
  queue.refuses = false;
  // Far from what other tests left.
  await stripe.pass(2 * DAY);
  await commit({ kind: "delete", name: "cursor", key: CURSOR });
});
afterEach(() => vi.restoreAllMocks());

const CURSOR = { PK: "CURSOR#stripe events", SK: "A" };

const MINUTE = 1;
const DAY = 24 * 60 * MINUTE;
const reconcile = () => reconcilePayments(stripe.now(), () => 240_000);
const statusOf = async (orderNumber: string) => (await Orders.get(orderNumber))?.status;

/** The orders job, of what reconciliation has queued. */
async function work(): Promise<void> {
  for (const message of queue.taken as StripeEventMessage[]) {
    await processStripeEvent(message, stripe.now());
  }
}

describe("reconciliation", () => {
  it("fault 18: after days without a webhook it queues every missed event, and every order is right", async () => {
    const paid = await placeUnpaid("R1", stripe.now());
    const twice = await placeUnpaid("R2", stripe.now());
    const refused = await placeUnpaid("R3", stripe.now());
    const left = await placeUnpaid("R4", stripe.now());
    await stripe.pay(paid.paymentUrl);
    await stripe.pay(twice.paymentUrl, "4000 0000 0000 9995");
    await stripe.pay(twice.paymentUrl);
    await stripe.pay(refused.paymentUrl, "DE62370400440532013001");
    await stripe.pass(60 * MINUTE);
    await stripe.pass(3 * DAY);
    await reconcile();
    const missed = [
      ...(await stripe.messages(paid.orderNumber, "checkout.session.completed")),
      ...(await stripe.messages(
        twice.orderNumber,
        "payment_intent.payment_failed",
        "checkout.session.completed",
      )),
      ...(await stripe.messages(refused.orderNumber, "checkout.session.async_payment_failed")),
      ...(await stripe.messages(left.orderNumber, "checkout.session.expired")),
    ];
    expect(missed).toHaveLength(5);
    expect(queue.taken).toEqual(expect.arrayContaining(missed));
    await work();
    expect(await statusOf(paid.orderNumber)).toBe("PAID");
    expect(await statusOf(twice.orderNumber)).toBe("PAID");
    expect(await statusOf(refused.orderNumber)).toBe("CANCELLED");
    expect(await statusOf(left.orderNumber)).toBe("CANCELLED");
    const all = [paid, twice, refused, left].map(({ orderNumber }) => orderNumber);
    expect(await bookkeepingErrors(["R1", "R2", "R3", "R4"], all)).toEqual([]);
  });

  it("fault 18: reads on from where it was, and again where the queue did not take it", async () => {
    await reconcile();
    const before = await Cursors.get("stripe events");
    const { orderNumber, paymentUrl } = await placeUnpaid("R5", stripe.now());
    await stripe.pay(paymentUrl);
    await stripe.pass(30 * MINUTE);
    queue.refuses = true;
    vi.spyOn(console, "error").mockReturnValue();
    await expect(reconcile()).rejects.toThrow("missed events");
    expect(await Cursors.get("stripe events")).toEqual(before);
    queue.refuses = false;
    await reconcile();
    const [completed] = await stripe.messages(orderNumber, "checkout.session.completed");
    expect(queue.taken).toContainEqual(completed);
    const after = await Cursors.get("stripe events");
    const passed = Date.parse(after?.readUntil ?? "") - Date.parse(before?.readUntil ?? "");
    expect(passed).toBeGreaterThanOrEqual(30 * 60_000);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    await stripe.pass(2 * DAY);
    await reconcile();
    queue.taken = [];
    await stripe.pass(2 * DAY);
    await reconcile();
    expect(queue.taken.map(({ id }) => id)).not.toContain(completed?.id);
  });

  it("leaves alone what is on its way", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("R6", stripe.now());
    await stripe.pay(paymentUrl);
    await reconcile();
    const [completed] = await stripe.messages(orderNumber, "checkout.session.completed");
    expect(queue.taken.map(({ id }) => id)).not.toContain(completed?.id);
    expect(await statusOf(orderNumber)).toBe("PENDING");
  });

  it("settles or ends unpaid orders past their time that the sweeper could not end", async () => {
    const paid = await placeUnpaid("R7", stripe.now());
    const left = await placeUnpaid("R8", stripe.now());
    const unheld = await placeUnpaid("R9", stripe.now());
    await stripe.pay(paid.paymentUrl);
    await commit(Reservations.endHold(unheld.orderNumber));
    await stripe.pass(45 * MINUTE);
    await reconcile();
    expect(await statusOf(paid.orderNumber)).toBe("PAID");
    expect(await statusOf(left.orderNumber)).toBe("CANCELLED");
    expect(await statusOf(unheld.orderNumber)).toBe("CANCELLED");
  });

  it("settles a paid session whose order was ended", async () => {
    const { paymentUrl, ...order } = await placeUnpaid("R10", stripe.now());
    await stripe.pay(paymentUrl);
    const ended = Order.cancel(order, { detail: "By hand." }, stripe.now());
    await commit(Orders.replace(ended.order));
    await stripe.pass(5 * MINUTE);
    await reconcile();
    expect(await statusOf(order.orderNumber)).toBe("PAID");
  });

  it("gives back the rest of a late payment of which somebody gave back a part at Stripe", async () => {
    const { paymentUrl, ...order } = await placeUnpaid("R10b", stripe.now());
    await stripe.pay(paymentUrl);
    const ended = Order.cancel(order, { detail: "By hand." }, stripe.now());
    await commit(Orders.replace(ended.order));
    const [paid] = await stripe.client.paymentIntents
      .list({ limit: 1 })
      .autoPagingToArray({ limit: 1 });
    await stripe.client.refunds.create({ payment_intent: paid?.id ?? "", amount: 500 });
    // Stripe's word of the part comes, that of the payment does not.
    await deliver(stripe, order.orderNumber, "charge.refunded");
    await stripe.pass(5 * MINUTE);
    await reconcile();
    const after = await Orders.get(order.orderNumber);
    expect(after?.status).toBe("CANCELLED");
    expect(after?.refunds.map((one) => [one.amount, one.status])).toEqual([
      [500, "SUCCEEDED"],
      [order.total - 500, "SUCCEEDED"],
    ]);
    expect(await chargeErrors(stripe, order.orderNumber)).toEqual([]);
  });

  it("calls for a person where a paid session has no order, until its money went back", async () => {
    await stockUp("R11", 5);
    const { orderNumber, paymentUrl } = await checkOut(await fillCart({ R11: 1 }), stripe.now());
    await stripe.pay(paymentUrl);
    await commit({ kind: "delete", name: "order", key: Orders.key(orderNumber) });
    await stripe.pass(5 * MINUTE);
    const log = vi.spyOn(console, "error").mockReturnValue();
    await expect(reconcile()).rejects.toThrow(orderNumber);
    expect(log.mock.calls.flat().join("\n")).toContain("No such order");
    const [session] = await stripe.client.checkout.sessions
      .list({ status: "complete" })
      .autoPagingToArray({ limit: 1 });
    await stripe.client.refunds.create({ payment_intent: String(session?.payment_intent) });
    await reconcile();
  });

  it("goes on where its time ran out", async () => {
    const { orderNumber, paymentUrl } = await placeUnpaid("R12", stripe.now());
    await stripe.pay(paymentUrl);
    await stripe.pass(45 * MINUTE);
    await reconcilePayments(stripe.now(), () => 20_000);
    expect(await statusOf(orderNumber)).toBe("PENDING");
    expect(await Cursors.get("stripe events")).toBeUndefined();
    await reconcile();
    expect(await statusOf(orderNumber)).toBe("PAID");
  });
});
