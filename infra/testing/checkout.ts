import * as Orders from "#data/order";
import type { Order } from "#domain/order";
import { type CheckoutStarted, checkout } from "#flows/checkout";
import { fillCart, stockUp } from "./goods.ts";

/** Checks a guest's cart out, as the API does it. */
export async function checkOut(
  cartId: string,
  now: Date,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<CheckoutStarted> {
  process.env["ORDER_TOKEN_SECRET"] ??= "a-secret-of-sixteen-or-more";
  return await checkout({
    actor: { kind: "guest" },
    cartId,
    idempotencyKey,
    body: {
      email: "maren@example.com",
      shippingAddress: Orders.mockOrder().shippingAddress,
      shippingMethod: "standard",
    },
    storeUrl: "https://shop.example",
    now,
  });
}

/** An unpaid order of `quantity` pieces of a new SKU, of which `stock` were there. */
export async function placeUnpaid(
  sku: string,
  now: Date,
  { stock = 5, quantity = 2 }: { stock?: number; quantity?: number } = {},
): Promise<Order & { readonly paymentUrl: string }> {
  await stockUp(sku, stock);
  const cartId = await fillCart({ [sku]: quantity });
  const { orderNumber, paymentUrl } = await checkOut(cartId, now);
  const order = await Orders.get(orderNumber);
  if (order === undefined) throw new Error(`No order ${orderNumber}.`);
  return { ...order, paymentUrl };
}
