import * as Money from "#values/money";
import type { Minor } from "#values/money";
import type { Drift } from "./integrity.ts";
import { isPaid, type Order } from "./order.ts";
import { goesBack } from "./refund.ts";

/** A payment at the provider, as far as the books go. */
export interface PaymentAtProvider {
  readonly id: string;
  readonly status: string;
  readonly amount: Minor;
  /** What was given back of it. */
  readonly refunded: Minor;
  readonly currency: string;
}

/** A payment page that was paid. */
export interface SessionAtProvider {
  readonly id: string;
  readonly amount: Minor;
  readonly currency: string;
  readonly orderNumber: string | undefined;
  /** Undefined where nothing was charged. */
  readonly payment: PaymentAtProvider | undefined;
}

/** The provider takes currencies that the shop does not know, with digits of their own. */
function money(amount: Minor, currency: string): string {
  const known = Money.CURRENCIES.find((one) => one === currency.toUpperCase());
  return known === undefined
    ? `${amount} of the smallest unit of ${currency}`
    : Money.format(amount, known);
}

/**
 * A page that was paid must have an order that took the money, or the money must have gone back.
 * @param order the one that the session names; undefined where there is none
 */
export function ofSession(session: SessionAtProvider, order: Order | undefined): Drift | undefined {
  const { payment } = session;
  if (payment === undefined || payment.refunded >= payment.amount) return undefined;
  const paid = money(session.amount, session.currency);
  if (order === undefined) {
    const named = session.orderNumber ? `order ${session.orderNumber}` : "no order at all";
    return {
      kind: "session.without-order",
      subject: session.id,
      severity: "alarm",
      expected: `An order for ${paid}`,
      found: "None",
      why:
        `Somebody paid ${paid} on a page that names ${named}, and the shop has none. The order was ` +
        "removed from the table, or another shop uses the same Stripe account. The money is still there.",
      remedy: "person",
    };
  }
  const taken = order.payment.paidAt !== null;
  if (taken && order.payment.intentId === payment.id) return undefined;
  // It is on its way back already, which is for the check of refunds.
  if (goesBack(order, payment) >= payment.amount) return undefined;
  return {
    kind: "session.unsettled",
    subject: session.id,
    severity: "alarm",
    expected: taken ? "One payment" : `${order.orderNumber} paid`,
    found: taken ? "A second one" : `${order.orderNumber} is ${order.status}`,
    why: taken
      ? `${order.orderNumber} was paid before, by another payment, and ${paid} came besides. Give it ` +
        "back, unless it is the order's own payment that was changed."
      : `${paid} was paid and Stripe's word of it never arrived, or was not understood. The session ` +
        "is settled as its webhook would have done.",
    remedy: taken ? "person" : "safe",
  };
}

/**
 * An order that took money must have it at the provider, to the cent.
 * @param payment undefined where the provider knows none
 */
export function ofOrder(order: Order, payment: PaymentAtProvider | undefined): Drift | undefined {
  if (!isPaid(order) && order.payment.paidAt === null) return undefined;
  if (order.total === 0) return undefined;
  const expected = money(order.total, order.currency);
  const base = {
    subject: order.orderNumber,
    severity: "alarm",
    expected: `${expected}, succeeded`,
    remedy: "none",
  } as const;
  if (payment?.status !== "succeeded") {
    return {
      ...base,
      kind: "payment.missing",
      found: payment === undefined ? "No payment" : payment.status,
      why:
        "The order counts as paid and Stripe has no money for it. Somebody wrote the order's status " +
        "past the shop, or the shop speaks to another Stripe account than it did then. Do not ship it.",
    };
  }
  if (payment.amount === order.total && payment.currency === order.currency) return undefined;
  return {
    ...base,
    kind: "payment.differs",
    found: money(payment.amount, payment.currency),
    why:
      "The order and its payment name different amounts. The shop never takes a payment of another " +
      "amount, so one of the two was changed afterwards.",
  };
}
