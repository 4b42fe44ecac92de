import type { Payment, PaymentRequest, PaymentSession } from "#gateways/stripe";
import { Problem } from "#values/error-codes";
import { RefundDesk } from "./stripe-fake-refunds.ts";

/**
 * Stripe for tests of flows, in the place of `#gateways/stripe`: sessions in memory, one for each
 * idempotency key, refunds counted, answers lost on demand.
 */
const sessions = new Map<string, PaymentSession>();
const requests = new Map<string, PaymentRequest>();
/** What was paid with payments that a later one on the same session replaced, by payment. */
const otherPayments = new Map<string, number>();
const refusedByBank = new Set<string>();
const REFUSED = "requires_payment_method";
let losing = 0;
let refusing = 0;

const refunds = new RefundDesk((paymentIntentId) => {
  const paid = [...sessions.values()].find((one) => one.paymentIntentId === paymentIntentId);
  return paid?.amount ?? otherPayments.get(paymentIntentId) ?? 0;
});

export const stripe = {
  sessions,
  requests,
  refunds,
  /** The next `times` sessions are made, but the answer is lost. */
  loseAnswers(times: number): void {
    losing = times;
  },
  /** The next `times` sessions are refused for good. */
  refuse(times: number): void {
    refusing = times;
  },
  sessionOf(orderNumber: string): PaymentSession {
    const found = [...sessions.values()].find((one) => one.orderNumber === orderNumber);
    if (found === undefined) throw new Error(`No session for ${orderNumber}.`);
    return found;
  },
  /** The shopper pays; `change` is what Stripe would tell wrongly or otherwise. */
  pay(orderNumber: string, change: Partial<PaymentSession> = {}): PaymentSession {
    const before = stripe.sessionOf(orderNumber);
    if (before.paymentIntentId !== undefined) {
      otherPayments.set(before.paymentIntentId, before.amount);
    }
    const paid: PaymentSession = {
      ...before,
      status: "complete",
      url: null,
      paid: true,
      paymentIntentId: `pi_${orderNumber}`,
      ...change,
    };
    sessions.set(paid.id, paid);
    return paid;
  },
  /** The bank, asked at leisure, says no in the end. */
  refuseInTheEnd(orderNumber: string): void {
    refusedByBank.add(stripe.pay(orderNumber, { paid: false }).paymentIntentId ?? "");
  },
};

export async function createCheckoutSession(request: PaymentRequest): Promise<PaymentSession> {
  if (refusing > 0) {
    refusing -= 1;
    throw new Error("Stripe refused the request: expires_at is too soon");
  }
  const id = `cs_${request.orderNumber}`;
  const known = sessions.get(id);
  const session: PaymentSession = known ?? {
    id,
    url: `https://pay.example/${id}`,
    status: "open",
    paid: false,
    amount: request.total,
    currency: request.currency,
    orderNumber: request.orderNumber,
    quote: request.quote,
    paymentIntentId: undefined,
    payment: undefined,
  };
  sessions.set(id, session);
  requests.set(id, request);
  if (losing > 0) {
    losing -= 1;
    throw new Problem("PAYMENT_PROVIDER_UNAVAILABLE", "The answer was lost.");
  }
  return session;
}

export async function retrieveCheckoutSession(id: string): Promise<PaymentSession | undefined> {
  const session = sessions.get(id);
  const { paymentIntentId } = session ?? {};
  const payment = paymentIntentId ? await retrievePayment(paymentIntentId) : undefined;
  return session && { ...session, payment };
}

export async function expireCheckoutSession(id: string): Promise<PaymentSession | undefined> {
  const session = sessions.get(id);
  if (session?.status === "open") sessions.set(id, { ...session, status: "expired", url: null });
  return await retrieveCheckoutSession(id);
}

export async function retrievePayment(id: string): Promise<Payment> {
  const session = [...sessions.values()].find((one) => one.paymentIntentId === id);
  const status = session?.paid ? "succeeded" : refusedByBank.has(id) ? REFUSED : "processing";
  const { orderNumber, amount = 0, currency = "EUR" } = session ?? {};
  const card = { brand: "visa", last4: "4242" };
  return { id, status, orderNumber, amount, currency, refunded: refunds.sum(id), ...card };
}

export const refund = refunds.make;
export const listRefunds = refunds.list;
