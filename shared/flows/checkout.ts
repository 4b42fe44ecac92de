import type { CheckoutBody } from "#contracts/checkout";
import * as Address from "#domain/address";
import { Problem } from "#values/error-codes";
import { accessToken } from "./order-access.ts";
import { once } from "./once.ts";
import { openPayment } from "./open-payment.ts";
import { type CheckoutRequest, placeOrder } from "./place-order.ts";

export interface CheckoutStarted {
  readonly orderNumber: string;
  readonly paymentUrl: string;
  readonly accessToken: string;
}

/**
 * Turns a cart into an order with reserved stock, and opens its payment page.
 *
 * Idempotency: the caller's key, for a day. The commit takes the key together with the order, so a
 * retry finds the order and only does what is missing: a death before Stripe, or an answer that was
 * lost, ends in the same order and the same page. Undo: an order that nobody pays is cancelled, and
 * its stock released, when its hold ends (release.ts).
 *
 * @throws Problem VALIDATION_ERROR, CART_EMPTY, CART_CHANGED, OUT_OF_STOCK, IDEMPOTENCY_KEY_REUSED,
 * PAYMENT_PENDING, PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function checkout(request: CheckoutRequest): Promise<CheckoutStarted> {
  requireAddresses(request.body);
  const { cartId, idempotencyKey, now } = request;
  if (cartId === undefined) throw new Problem("CART_EMPTY", "Your basket is empty.");
  const caller = request.actor.kind === "user" ? request.actor.sub : cartId;
  const scope = `checkout ${caller}`;
  const key = { scope, key: idempotencyKey, body: request.body };
  const orderNumber = await once(key, now, {
    first: async (take) => (await placeOrder(request, { cartId, scope, take }))?.orderNumber,
    again: (former) => former.orderNumber,
  });
  const paymentUrl = await openPayment(orderNumber, now);
  return { orderNumber, paymentUrl, accessToken: accessToken(orderNumber) };
}

function requireAddresses({ shippingAddress, billingAddress }: CheckoutBody): void {
  const details = [
    ...Address.problems(shippingAddress, "shippingAddress"),
    ...(billingAddress ? Address.problems(billingAddress, "billingAddress") : []),
  ];
  const [first] = details;
  if (first) throw new Problem("VALIDATION_ERROR", first.message, { details });
}
