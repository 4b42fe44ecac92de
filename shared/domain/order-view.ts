import { cancellable } from "./cancellation.ts";
import type { Order } from "./order.ts";
import * as Lines from "./order-lines.ts";
import type { Refund } from "./refund.ts";
import { returnable } from "./return.ts";

/** A refund with lists that may be changed, as schemas have them. */
export function showRefund(refund: Refund) {
  return { ...refund, lines: [...refund.lines] };
}

/** What the API says of an order. `paymentUrl` only while it can be paid there. */
export function toPublic(order: Order, now: Date) {
  const { payment } = order;
  const pending = order.status === "PENDING";
  const open = pending && !payment.undecided && payment.sessionExpiresAt > now.toISOString();
  return {
    orderNumber: order.orderNumber,
    status: order.status,
    email: order.email,
    items: order.items.map((item) => ({ ...item, options: { ...item.options } })),
    subtotal: order.subtotal,
    discount: order.discount,
    tax: order.tax,
    shipping: order.shipping,
    total: order.total,
    currency: order.currency,
    promotions: order.promotions.map(({ code, title, kind, amount }) => ({
      code,
      title,
      kind,
      amount,
    })),
    taxes: order.taxes.map((one) => ({ ...one })),
    taxIncluded: order.taxIncluded,
    shippingMethod: order.shippingMethod,
    shippingAddress: { ...order.shippingAddress },
    billingAddress: order.billingAddress && { ...order.billingAddress },
    paymentMethod: payment.method,
    paymentUrl: open ? payment.url : null,
    paymentProblem: (pending && payment.problem) || null,
    fulfilments: order.fulfilments.map((one) => ({ ...one, lines: [...one.lines] })),
    refunds: order.refunds.filter((one) => one.status !== "FAILED").map(showRefund),
    returns: order.returns.map((one) => ({ ...one, lines: [...one.lines] })),
    cancellable: cancellable(order, "shopper"),
    returnable: [...Lines.pick(order, (item) => returnable(order, item, "shopper", now))],
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  };
}
