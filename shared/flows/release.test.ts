import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { checkOut } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart, stockUp } from "../../infra/testing/goods.ts";
import { stripe } from "../../infra/testing/stripe-fake.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import { connection } from "#data/table";
import { commit, transact } from "#data/write";
import { cancelPending, releaseDue } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";

vi.mock("#gateways/stripe", () => import("../../infra/testing/stripe-fake.ts"));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

const now = new Date();
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const sweep = (at: Date) => releaseDue(at, () => 50_000);
const statusOf = async (orderNumber: string) => (await Orders.get(orderNumber))?.status;

async function order(sku: string, stock: number, quantity: number) {
  await stockUp(sku, stock);
  const cartId = await fillCart({ [sku]: quantity });
  return { cartId, ...(await checkOut(cartId, now)) };
}

/** The index goes on showing these orders as due, whatever became of them. */
function freezeIndex(...orderNumbers: string[]): void {
  const { client } = connection();
  const send = client.send.bind(client);
  const Items = orderNumbers.map((number) => ({
    PK: `ORDER#${number}`,
    SK: "RESV",
    GSI2SK: now.toISOString(),
  }));
  // The overloads of send hide its promise from the mock's type.
  vi.spyOn(client, "send").mockImplementation((async (command: unknown) => {
    const stale = command instanceof QueryCommand && command.input.IndexName === "GSI2";
    return stale ? { Items } : await send(command as never);
  }) as never);
}

describe("the sweeper of holds", () => {
  it("fault 10: run twice, gives the stock back once", async () => {
    const { orderNumber, cartId } = await order("S1", 3, 2);
    await sweep(inMinutes(36));
    await sweep(inMinutes(37));
    expect(await Stocks.get("S1")).toMatchObject({ onHand: 3, available: 3, reserved: 0 });
    expect(await statusOf(orderNumber)).toBe("CANCELLED");
    expect(await Carts.get(cartId, now)).toMatchObject({ checkout: null, pendingOrders: [] });
    expect(await Orders.events(orderNumber)).toHaveLength(2);
    expect(await bookkeepingErrors(["S1"], [orderNumber])).toEqual([]);
  });

  it("fault 10: two at once, and with the shopper's own cancelling, give the stock back once", async () => {
    const { orderNumber } = await order("S2", 3, 2);
    const why = { detail: "Changed my mind." };
    const at = inMinutes(36);
    await Promise.all([sweep(at), sweep(at), cancelPending(orderNumber, why, at), sweep(at)]);
    expect(await Stocks.get("S2")).toMatchObject({ onHand: 3, available: 3, reserved: 0 });
    expect(await Orders.events(orderNumber)).toHaveLength(2);
    expect(await bookkeepingErrors(["S2"], [orderNumber])).toEqual([]);
  });

  it("fault 10: whose index still shows what it has released, releases nothing again", async () => {
    const { orderNumber } = await order("S3", 3, 2);
    await sweep(inMinutes(36));
    const other = await checkOut(await fillCart({ S3: 2 }), now);
    freezeIndex(orderNumber);
    await sweep(inMinutes(37));
    expect(await Stocks.get("S3")).toMatchObject({ available: 1, reserved: 2 });
    expect(await bookkeepingErrors(["S3"], [orderNumber, other.orderNumber])).toEqual([]);
  });

  it("fault 10: leaves a hold that ends once, whoever ends it: the second gives nothing back", async () => {
    const first = await order("S3b", 3, 1);
    await checkOut(await fillCart({ S3b: 1 }), now);
    const [event] = await Orders.events(first.orderNumber);
    if (event === undefined) throw new Error("no timeline");
    const end = () =>
      transact([Reservations.endWith(event), Stocks.release(Stocks.mockLine("S3b", 1), now)]);
    expect([await end(), await end()]).toEqual([[], ["reservation"]]);
    expect(await Stocks.get("S3b")).toMatchObject({ available: 2, reserved: 1 });
  });

  it("fault 38: whose index is stale reads the hold first: one that lasts longer stays", async () => {
    const { orderNumber } = await order("S4", 3, 2);
    freezeIndex(orderNumber);
    await sweep(inMinutes(34));
    expect(await statusOf(orderNumber)).toBe("PENDING");
    expect(await Stocks.get("S4")).toMatchObject({ available: 1, reserved: 2 });
  });

  it("fault 38: whose index is stale leaves alone what was paid, and what never was", async () => {
    const { orderNumber } = await order("S5", 3, 2);
    await settlePayment(stripe.pay(orderNumber), undefined, now);
    freezeIndex(orderNumber, "P-261123-00000");
    await sweep(inMinutes(36));
    expect(await statusOf(orderNumber)).toBe("PAID");
    expect(await Stocks.get("S5")).toMatchObject({ onHand: 1, available: 1, reserved: 0 });
    expect(await bookkeepingErrors(["S5"], [orderNumber])).toEqual([]);
  });

  it("sells what was paid in the last moment, rather than letting it go", async () => {
    const { orderNumber } = await order("S6", 3, 2);
    stripe.pay(orderNumber);
    await Promise.all([sweep(inMinutes(36)), sweep(inMinutes(36))]);
    expect(await statusOf(orderNumber)).toBe("PAID");
    expect(await Stocks.get("S6")).toMatchObject({ onHand: 1, available: 1, reserved: 0 });
    expect(await bookkeepingErrors(["S6"], [orderNumber])).toEqual([]);
  });

  it("keeps what a bank has not decided on, and asks again only after some minutes", async () => {
    const { orderNumber } = await order("S7", 3, 2);
    stripe.pay(orderNumber, { paid: false });
    await sweep(inMinutes(36));
    expect(await statusOf(orderNumber)).toBe("PENDING");
    expect(await Reservations.due(inMinutes(37), 10)).not.toContain(orderNumber);
    stripe.refuseInTheEnd(orderNumber);
    await sweep(inMinutes(47));
    expect(await statusOf(orderNumber)).toBe("CANCELLED");
    expect(await bookkeepingErrors(["S7"], [orderNumber])).toEqual([]);
  });

  it("is not stopped by one that fails, and says that it did", async () => {
    const broken = await order("S8", 3, 2);
    const whole = await order("S9", 3, 2);
    // Its counters do not allow to give back what it says it holds.
    await commit(Stocks.release(Stocks.mockLine("S8", 2), now));
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await expect(sweep(inMinutes(36))).rejects.toThrow("1 holds not released");
    expect(await statusOf(whole.orderNumber)).toBe("CANCELLED");
    expect(await statusOf(broken.orderNumber)).toBe("PENDING");
    await commit(Stocks.reserve(Stocks.mockLine("S8", 2), now));
    await sweep(inMinutes(37));
    expect(await statusOf(broken.orderNumber)).toBe("CANCELLED");
  });

  it("comes to those who wait behind hundreds that can never be ended", async () => {
    const numbers = Array.from({ length: 210 }, (_, at) => `P-261122-${10_000 + at}`);
    const expiresAt = new Date(now.getTime() - 60_000).toISOString();
    for (const orderNumber of numbers) {
      // Their orders are gone, so nobody knows what they hold.
      await commit(Reservations.hold({ orderNumber, lines: [], expiresAt, version: 1 }));
    }
    const { orderNumber } = await order("S10", 3, 2);
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await expect(sweep(inMinutes(36))).rejects.toThrow("200 holds not released");
    await expect(sweep(inMinutes(37))).rejects.toThrow("10 holds not released");
    expect(await statusOf(orderNumber)).toBe("CANCELLED");
    await sweep(inMinutes(38));
    // Looked at again all the same, and found by who looks at every hold.
    await expect(sweep(inMinutes(80))).rejects.toThrow("200 holds not released");
    expect(log).toHaveBeenCalledTimes(410);
    expect((await Reservations.all()).map((one) => one.orderNumber)).toEqual(
      expect.arrayContaining(numbers),
    );
  });
});
