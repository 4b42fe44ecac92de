import * as Orders from "#data/order";
import { commit } from "#data/write";
import type * as Order from "#domain/order";
import { withSession } from "#domain/order-payment";
import { paymentLines } from "#domain/payment-lines";
import { createCheckoutSession, expireCheckoutSession } from "#gateways/stripe";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";
import { orderUrl } from "./order-access.ts";
import { cancelPending, paymentPending } from "./release.ts";

/**
 * Gives the address of an order's payment page, opened where that has not happened yet. Everything
 * sent to Stripe is fixed in the order and the order number is the idempotency key, so a retry after
 * a lost answer gets the same page, while it can be paid there.
 * @throws Problem CART_CHANGED where the order has ended; PAYMENT_PENDING while its bank decides;
 * PAYMENT_PROVIDER_UNAVAILABLE: the order then waits for the caller's retry
 */
export async function openPayment(orderNumber: string, now: Date): Promise<string> {
  const order = await requireOrder(orderNumber);
  const known = knownAddress(order, now);
  if (known !== undefined) return known;
  const session = await createSession(order, now);
  return await untilSettled(async () => {
    const current = await requireOrder(orderNumber);
    // Cancelled while Stripe was asked: nobody may pay there any more.
    if (endedUnpaid(current)) await expireCheckoutSession(session.id);
    const address = knownAddress(current, now);
    if (address !== undefined) return address;
    const stored = await commit(Orders.replace(withSession(current, session, now)));
    return stored ? session.url : undefined;
  });
}

/**
 * Undefined where the page is yet to be opened. Paid before its page was known: the answer was lost,
 * and Stripe's event was faster than the retry.
 */
function knownAddress(order: Order.Order, now: Date): string | undefined {
  const { url, paidAt, undecided, sessionExpiresAt } = order.payment;
  if (paidAt !== null) return paidUrl(order);
  if (endedUnpaid(order)) throw closed("This order has been cancelled. Check out again.");
  if (undecided) throw paymentPending(order.orderNumber);
  if (sessionExpiresAt <= now.toISOString()) {
    throw closed("The time to pay for this order is over. Check out again.");
  }
  return url ?? undefined;
}

function endedUnpaid({ status, payment }: Order.Order): boolean {
  return status === "CANCELLED" && payment.paidAt === null;
}

/** Where the shopper lands after paying. */
function paidUrl(order: Order.Order): string {
  return `${orderUrl(order)}&paid=1`;
}

async function requireOrder(orderNumber: string): Promise<Order.Order> {
  const order = await Orders.get(orderNumber);
  if (order === undefined) throw new Error(`Order ${orderNumber} has a key but no item.`);
  return order;
}

/** Under another key, the basket makes another order. */
function closed(message: string): Problem {
  return new Problem("CART_CHANGED", message);
}

async function createSession(order: Order.Order, now: Date): Promise<{ id: string; url: string }> {
  const { orderNumber, storeUrl } = order;
  const { lines, shipping } = paymentLines(order);
  try {
    const { id, url } = await createCheckoutSession({
      orderNumber,
      email: order.email,
      currency: order.currency,
      quote: order.quote,
      lines: lines.map(({ image, ...line }) => ({
        ...line,
        ...(image === null ? {} : { image: new URL(image, storeUrl).href }),
      })),
      shipping: {
        name: order.shippingMethod === "express" ? "Express" : "Post",
        amount: shipping,
      },
      total: order.total,
      successUrl: paidUrl(order),
      cancelUrl: `${storeUrl}/checkout`,
      expiresAt: new Date(order.payment.sessionExpiresAt),
    });
    if (url === null) throw new Error(`The payment page of ${orderNumber} is closed already.`);
    return { id, url };
  } catch (error) {
    // No answer: the page may exist, and the retry with the same key will tell.
    if (error instanceof Problem) throw error;
    // A refusal is final, so the goods need not wait for the end of their hold.
    await cancelPending(orderNumber, { detail: "The payment page could not be opened." }, now);
    throw new Problem(
      "PAYMENT_PROVIDER_UNAVAILABLE",
      "The payment page could not be opened. Nothing was charged. Check out again.",
      { cause: error, retryAfter: 5 },
    );
  }
}
