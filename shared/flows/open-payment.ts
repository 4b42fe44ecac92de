import * as Orders from "#data/order";
import { commit } from "#data/write";
import type * as Order from "#domain/order";
import { withSession } from "#domain/order-payment";
import { paymentLines } from "#domain/payment-lines";
import { createCheckoutSession, expireCheckoutSession } from "#gateways/stripe";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";
import { orderUrl } from "./order-access.ts";
import { cancelPending } from "./release.ts";

/**
 * Gives the address of an order's payment page, opened where that has not happened yet. Everything
 * sent to Stripe is fixed in the order and the order number is the idempotency key, so a retry after
 * a lost answer gets the same page.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE; the order then waits for the caller's retry
 */
export async function openPayment(orderNumber: string, now: Date): Promise<string> {
  const order = await requireOrder(orderNumber);
  const known = knownAddress(order);
  if (known !== undefined) return known;
  if (order.status === "CANCELLED") throw expired();
  const session = await createSession(order, now);
  return await untilSettled(async () => {
    const current = await requireOrder(orderNumber);
    const address = knownAddress(current);
    if (address !== undefined) return address;
    if (current.status === "CANCELLED") {
      // Cancelled while Stripe was asked: nobody may pay there any more.
      await expireCheckoutSession(session.id);
      throw expired();
    }
    const stored = await commit(Orders.replace(withSession(current, session, now)));
    return stored ? session.url : undefined;
  });
}

/** Paid before its page was known: its answer was lost, and Stripe's event was faster than the retry. */
function knownAddress(order: Order.Order): string | undefined {
  if (order.payment.url !== null) return order.payment.url;
  return order.payment.paidAt === null ? undefined : paidUrl(order);
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

function expired(): Problem {
  return new Problem("CART_CHANGED", "This order has been cancelled. Check out again.");
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
