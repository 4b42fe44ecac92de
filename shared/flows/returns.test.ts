import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placePaid } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors } from "../../infra/testing/goods.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Stocks from "#data/stock";
import { compareBooks } from "./books.ts";
import { deliver, fulfil } from "./fulfil.ts";
import { giveBack } from "./give-back.ts";
import * as Returns from "./returns.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  stripe = await openStripe();
  table = await openTestTable();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));

const parcel = { carrier: "DHL", trackingNumber: "42", trackingUrl: null, actor: "ada" };

/** A shipped order of two pieces, of which the shopper wants to send one back. */
async function returning(sku: string): Promise<string> {
  const { orderNumber } = await placePaid(stripe, sku);
  const now = stripe.now();
  await fulfil(orderNumber, parcel, now);
  const lines = [{ sku, quantity: 1, reason: "Too small" }];
  await Returns.requestReturn(
    orderNumber,
    { lines, note: null, asker: "shopper", actor: "guest" },
    now,
  );
  return orderNumber;
}

async function told(orderNumber: string): Promise<string[]> {
  const ids = await Outbox.due(new Date(Date.now() + 1e10), 1_000);
  const events = await Promise.all(ids.map((id) => Outbox.get(id)));
  return events
    .filter((one) => one?.orderNumber === orderNumber)
    .map((one) => `${one?.kind} ${one?.subject ?? ""}`)
    .sort();
}

const refund = (orderNumber: string) =>
  giveBack(
    orderNumber,
    { restock: false, reason: "Return T1", returnId: "T1", actor: "ada" },
    crypto.randomUUID(),
    stripe.now(),
  );

describe("a return", () => {
  it("ends with its goods in stock and its money back, and the shopper is told of each step", async () => {
    const orderNumber = await returning("T1");
    const now = stripe.now();
    await Returns.approveReturn(orderNumber, "T1", "ada", now);
    const here = { restock: true, actor: "ada" };
    await Returns.receiveReturn(orderNumber, "T1", here, now);
    await Returns.receiveReturn(orderNumber, "T1", here, now);
    expect((await Stocks.get("T1"))?.available).toBe(4);
    const order = await refund(orderNumber);
    expect(order).toMatchObject({
      status: "SHIPPED",
      refunds: [{ amount: 2400, status: "SUCCEEDED", returnId: "T1" }],
      returns: [{ status: "REFUNDED", refundId: "R1" }],
    });
    // Somebody's old page, on which it has not come in yet.
    expect((await Returns.receiveReturn(orderNumber, "T1", here, now)).returns).toEqual(
      order.returns,
    );
    expect((await Stocks.get("T1"))?.available).toBe(4);
    expect(await told(orderNumber)).toEqual([
      "order.paid ",
      "order.refunded R1",
      "order.shipped F1",
      "refund.requested R1",
      "return.approved T1",
      "return.received T1",
      "return.requested T1",
    ]);
    expect(await bookkeepingErrors(["T1"], [orderNumber])).toEqual([]);
    expect(await compareBooks(order)).toEqual({
      order: { total: 5290, refunded: 2400 },
      provider: { charged: 5290, refunded: 2400 },
      stock: { taken: 2, of: 2 },
      reporting: null,
      agree: true,
    });
  });

  it("may be turned down, and its pieces asked for again", async () => {
    const orderNumber = await returning("T2");
    const why = { reason: "The days are over.", actor: "ada" };
    const order = await Returns.rejectReturn(orderNumber, "T1", why, stripe.now());
    expect(order.returns).toMatchObject([{ status: "REJECTED", rejection: "The days are over." }]);
    await expect(refund(orderNumber)).rejects.toMatchObject({ code: "RETURN_STATUS_CONFLICT" });
    expect(await told(orderNumber)).toContain("return.rejected T1");
  });

  it("takes each piece once, however many ask at once", async () => {
    const orderNumber = await returning("T3");
    const lines = [{ sku: "T3", quantity: 1, reason: "" }];
    const wanted = { lines, note: null, asker: "shopper", actor: "guest" } as const;
    const ends = await Promise.allSettled(
      [1, 2, 3].map(() => Returns.requestReturn(orderNumber, wanted, stripe.now())),
    );
    expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(1);
    expect((await Orders.get(orderNumber))?.returns).toHaveLength(2);
  });

  it("of pieces that have not left is refused", async () => {
    const { orderNumber } = await placePaid(stripe, "T4");
    const lines = [{ sku: "T4", quantity: 1, reason: "" }];
    const wanted = { lines, note: null, asker: "shopper", actor: "guest" } as const;
    await expect(Returns.requestReturn(orderNumber, wanted, stripe.now())).rejects.toMatchObject({
      code: "RETURN_EXCEEDS_SHIPMENT",
    });
  });
});

describe("parcels", () => {
  it("leave in parts and arrive one by one, and the shopper is told of each once", async () => {
    const { orderNumber } = await placePaid(stripe, "F1", { quantity: 3 });
    const now = stripe.now();
    const part = { ...parcel, lines: [{ sku: "F1", quantity: 2 }] };
    expect((await fulfil(orderNumber, part, now)).status).toBe("PROCESSING");
    expect((await fulfil(orderNumber, parcel, now)).status).toBe("SHIPPED");
    await deliver(orderNumber, "F1", "ada", now);
    await deliver(orderNumber, "F1", "ada", now);
    expect((await deliver(orderNumber, "F2", "ada", now)).status).toBe("DELIVERED");
    expect(await told(orderNumber)).toEqual([
      "order.delivered F1",
      "order.delivered F2",
      "order.paid ",
      "order.shipped F1",
      "order.shipped F2",
    ]);
  });

  it("of two people at once take each piece once", async () => {
    const { orderNumber } = await placePaid(stripe, "F2", { quantity: 3 });
    const part = { ...parcel, lines: [{ sku: "F2", quantity: 2 }] };
    const ends = await Promise.allSettled(
      [1, 2].map(() => fulfil(orderNumber, part, stripe.now())),
    );
    expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(1);
    expect((await Orders.get(orderNumber))?.fulfilments).toHaveLength(1);
  });
});
