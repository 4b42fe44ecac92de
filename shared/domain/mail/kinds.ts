/** What shoppers are told of an order, each once: `order.paid` for the order, the others by subject. */
export const ORDER_MAILS = [
  "order.paid",
  "order.payment-failed",
  "order.shipped",
  "order.delivered",
  "order.cancelled",
  "order.refunded",
  "return.requested",
  "return.approved",
  "return.rejected",
  "return.received",
] as const;

export type OrderMail = (typeof ORDER_MAILS)[number];
