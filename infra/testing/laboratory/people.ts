import * as Carts from "#data/cart";
import { commit } from "#data/write";
import * as Cart from "#domain/cart";
import { newCartId } from "#values/id";
import { stockUp } from "../goods.ts";
import { TEST_ADDRESS } from "../purchase.ts";
import type { Answer, Sent } from "./api.ts";
import { step } from "./calls.ts";
import type { World } from "./world.ts";

let count = 0;

/** A SKU of its own with so many pieces. */
export async function newGoods(pieces: number): Promise<string> {
  count += 1;
  const sku = `LAB-${String(count).padStart(5, "0")}`;
  await stockUp(sku, pieces);
  return sku;
}

export type Shopper = ReturnType<typeof shopperOf>;

/** A guest with `quantity` pieces in the basket. */
export async function newShopper(world: World, sku: string, quantity = 2): Promise<Shopper> {
  const cartId = newCartId();
  const now = new Date();
  const cart = { ...Cart.empty(cartId, now), lines: [{ sku, quantity }], version: 1 };
  await commit(Carts.put(cart, now));
  return shopperOf(world, cartId);
}

/** Another tab of the same browser: the same basket, another key. */
export function otherTab(world: World, { cartId }: Shopper): Shopper {
  return shopperOf(world, cartId);
}

/** What one guest does, as a browser would. */
function shopperOf(world: World, cartId: string) {
  const key: string = crypto.randomUUID();
  let started: { orderNumber: string; paymentUrl: string; accessToken: string } | undefined;

  const send = (id: Parameters<World["call"]>[0], sent: Sent = {}): Promise<Answer> =>
    world.call(id, { ...sent, cookies: { "__Host-cart": cartId } });

  async function checkout(idempotencyKey = key): Promise<Answer> {
    const answer = await send("checkout.create", {
      headers: { "idempotency-key": idempotencyKey },
      body: {
        email: `${cartId.toLowerCase()}@example.com`,
        shippingAddress: TEST_ADDRESS,
        shippingMethod: "standard",
      },
    });
    if (answer.status === 201) started = answer.body.data;
    return answer;
  }

  return {
    cartId,
    send,
    /** Checks out under the same key each time, as a client that tries again does. */
    checkout,
    /** Checks out, which must work, and gives the order's number. */
    async order(idempotencyKey?: string): Promise<string> {
      const answer = await checkout(idempotencyKey);
      if (answer.status !== 201) {
        throw new Error(`checkout answered ${answer.status} ${answer.body?.error?.code}`);
      }
      return answer.body.data.orderNumber;
    },
    /** What was ordered. */
    orderNumber(): string {
      if (started === undefined) throw new Error("There is no order.");
      return started.orderNumber;
    },
    /** Cancels what was ordered. */
    async cancel(): Promise<Answer> {
      if (started === undefined) throw new Error("There is no order to cancel.");
      const { orderNumber, accessToken } = started;
      const headers = { "x-order-token": accessToken };
      return await send("orders.cancel", { params: { orderNumber }, headers, body: {} });
    },
    /** Pays on the payment page; with a page that is closed, nothing happens. */
    async pay(card = "4242 4242 4242 4242"): Promise<void> {
      const url = started?.paymentUrl;
      if (url === undefined) throw new Error("There is no page to pay on.");
      const body = new URLSearchParams({ card, exp: "12 / 34", cvc: "123", name: "Maren Holt" });
      await step("pays", async () => {
        const response = await fetch(url, { method: "POST", redirect: "manual", body });
        await response.arrayBuffer();
      });
    },
  };
}
