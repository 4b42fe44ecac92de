import type { CheckoutBody } from "#contracts/checkout";
import * as Idempotency from "#data/idempotency";
import * as Address from "#domain/address";
import type { Order } from "#domain/order";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";
import { accessToken } from "./order-access.ts";
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
  const bodyHash = Idempotency.hashOf(request.body);
  const order = await untilSettled(async (): Promise<Order | string | undefined> => {
    const used = await Idempotency.get(scope, idempotencyKey, now);
    if (used === undefined) return await placeOrder(request, { cartId, scope, bodyHash });
    if (used.bodyHash === bodyHash) return used.orderNumber;
    throw new Problem(
      "IDEMPOTENCY_KEY_REUSED",
      "This Idempotency-Key was used for another order. Take a new one.",
    );
  });
  const orderNumber = typeof order === "string" ? order : order.orderNumber;
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
