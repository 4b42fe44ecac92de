import * as Orders from "#data/order";
import type { Order } from "#domain/order";
import { type CheckoutStarted, checkout } from "#flows/checkout";
import { processStripeEvent } from "#flows/payment";
import { fillCart, stockUp } from "./goods.ts";
import type { TestStripe } from "./stripe.ts";

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

/** A paid order of `quantity` pieces (2) of a new SKU at €24.00, with €4.90 of shipping. */
export async function placePaid(
  stripe: TestStripe,
  sku: string,
  options: { stock?: number; quantity?: number; card?: string } = {},
): Promise<Order> {
  const { orderNumber, paymentUrl } = await placeUnpaid(sku, stripe.now(), options);
  await stripe.pay(paymentUrl, options.card);
  await deliver(stripe, orderNumber, "checkout.session.completed");
  const order = await Orders.get(orderNumber);
  if (order?.payment.paidAt === null || order === undefined) throw new Error("Not paid.");
  return order;
}

/** The orders job gets these of Stripe's events about an order, in this order. */
export async function deliver(
  stripe: TestStripe,
  orderNumber: string,
  ...types: string[]
): Promise<void> {
  for (const message of await stripe.messages(orderNumber, ...types)) {
    await processStripeEvent(message, stripe.now());
  }
}
