import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { chargeErrors } from "../../infra/testing/charges.ts";
import { checkOut, placeUnpaid } from "../../infra/testing/checkout.ts";
import { bookkeepingErrors, fillCart } from "../../infra/testing/goods.ts";
import { openStripe, type TestStripe } from "../../infra/testing/stripe.ts";
import { openTestTable } from "../../infra/testing/table.ts";
import type { StripeEventMessage } from "#contracts/messages";
import * as Orders from "#data/order";
import * as Stocks from "#data/stock";
import { commit } from "#data/write";
import { adjustStock } from "./adjust-stock.ts";
import { processStripeEvent } from "./payment.ts";
import { cancelPending, releaseDue } from "./release.ts";
import { setStockPolicy } from "./stock-policy.ts";

/** What happens after the next look at the stock, and before what is made of it. */
const meanwhile = vi.hoisted(() => ({ happens: undefined as (() => Promise<void>) | undefined }));
vi.mock("#data/stock", async (load) => {
  const real = await load<typeof Stocks>();
  return {
    ...real,
    getAll: async (skus: readonly string[]) => {
      const found = await real.getAll(skus);
      const { happens } = meanwhile;
      meanwhile.happens = undefined;
      await happens?.();
      return found;
    },
  };
});

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  table = await openTestTable();
  stripe = await openStripe();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));
afterEach(() => vi.restoreAllMocks());

/**
 * A lapsed order whose page was paid all the same, and another order that holds its goods. `first`
 * and `second` tell of the one payment.
 */
async function payLate(sku: string) {
  const { paymentUrl, ...order } = await placeUnpaid(sku, stripe.now(), { stock: 2, quantity: 2 });
  const { orderNumber } = order;
  // Unknown to the order, the page stays open when the hold ends.
  const payment = { ...order.payment, sessionId: null, url: null };
  await commit(Orders.replace({ ...order, payment, version: order.version + 1 }));
  await releaseDue(new Date(stripe.now().getTime() + 3_600_000), () => 60_000);
  await stripe.pay(paymentUrl);
  const [first] = await stripe.messages(orderNumber, "checkout.session.completed");
  if (first === undefined) throw new Error("Not paid.");
  const type = "checkout.session.async_payment_succeeded";
  const second: StripeEventMessage = { ...first, id: `evt_${crypto.randomUUID()}`, type };
  return { orderNumber, first, second };
}

const takeGoods = async (sku: string) =>
  (await checkOut(await fillCart({ [sku]: 2 }), stripe.now())).orderNumber;
const returnGoods = (orderNumber: string) =>
  cancelPending(orderNumber, { detail: "By hand." }, stripe.now());
const deliver = (message: StripeEventMessage) => processStripeEvent(message, stripe.now());

describe("a late payment that two events tell of, while the stock returns", () => {
  it("fault 9: has bought when the first still thinks that the goods are gone: nothing goes back", async () => {
    const { orderNumber, first, second } = await payLate("RACE1");
    const other = await takeGoods("RACE1");
    meanwhile.happens = async () => {
      await returnGoods(other);
      await deliver(second);
    };
    await deliver(first);
    expect(await Orders.get(orderNumber)).toMatchObject({ status: "PAID", refunds: [] });
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await bookkeepingErrors(["RACE1"], [orderNumber, other])).toEqual([]);
  });

  it("fault 9: goes back when the first still thinks that the goods are there: nothing is bought", async () => {
    const { orderNumber, first, second } = await payLate("RACE2");
    let other = "";
    meanwhile.happens = async () => {
      other = await takeGoods("RACE2");
      await deliver(second);
      await returnGoods(other);
    };
    await deliver(first);
    expect(await Orders.get(orderNumber)).toMatchObject({
      status: "CANCELLED",
      refunds: [{ id: "R1", status: "SUCCEEDED" }],
    });
    expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
    expect(await bookkeepingErrors(["RACE2"], [orderNumber, other])).toEqual([]);
  });

  it("fault 6, fault 9: takes its goods from another shard where the one it chose empties meanwhile", async () => {
    const { orderNumber, first } = await payLate("RACE4");
    await setStockPolicy({ sku: "RACE4", change: { shards: 2 }, now: stripe.now() });
    await adjustStock({ sku: "RACE4", quantity: 2, reason: "In", actor: "ada", now: stripe.now() });
    let other = "";
    let chosen: readonly number[] = [];
    // Two pieces lie in each of the two shards: the other order empties the one that was chosen.
    vi.spyOn(Math, "random").mockReturnValue(0);
    meanwhile.happens = async () => {
      other = await takeGoods("RACE4");
      chosen = (await Stocks.get("RACE4"))?.parts.map((part) => part.available) ?? [];
    };
    await deliver(first);
    expect(chosen).toEqual([0, 2]);
    expect(await Orders.get(orderNumber)).toMatchObject({ status: "PAID", refunds: [] });
    expect(await Stocks.get("RACE4")).toMatchObject({ onHand: 2, available: 0, reserved: 2 });
    expect(await bookkeepingErrors(["RACE4"], [orderNumber, other])).toEqual([]);
  });

  it("fault 9: both at once, and again and again: one end, and the sums hold", async () => {
    for (let round = 0; round < 6; round++) {
      const sku = `RACE3-${round}`;
      const { orderNumber, first, second } = await payLate(sku);
      const other = await takeGoods(sku);
      await Promise.all([deliver(first), returnGoods(other), deliver(second)]);
      await Promise.all([deliver(first), deliver(second)]);
      expect(await chargeErrors(stripe, orderNumber)).toEqual([]);
      expect(await bookkeepingErrors([sku], [orderNumber, other])).toEqual([]);
    }
  });
});
