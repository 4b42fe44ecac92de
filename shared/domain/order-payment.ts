import { Problem } from "#values/error-codes";
import * as Money from "#values/money";
import { become, type Order, type Step } from "./order.ts";
import { methodName } from "./payment-method.ts";
import type { HeldLine } from "./stock.ts";
import { backorderedBySku } from "./stock-lines.ts";

/** The payment page is open at `url`. Not an event that people look for in a timeline. */
export function withSession(order: Order, session: { id: string; url: string }, now: Date): Order {
  return {
    ...order,
    payment: { ...order.payment, sessionId: session.id, url: session.url },
    version: order.version + 1,
    updatedAt: now.toISOString(),
  };
}

/** The order as its goods were found anew: what comes later may be other pieces than before. */
export function withBackordered(order: Order, lines: readonly HeldLine[]): Order {
  const later = backorderedBySku(lines);
  const items = order.items.map((item) => ({ ...item, backordered: later.get(item.sku) ?? 0 }));
  return { ...order, items };
}

interface PaymentReceived {
  readonly sessionId: string;
  readonly intentId: string | null;
  /** Such as "visa 4242". */
  readonly method: string | null;
}

/**
 * The money was taken: PENDING, or CANCELLED where it came late, becomes PAID.
 * @throws Problem ORDER_STATUS_CONFLICT
 */
export function pay(order: Order, received: PaymentReceived, now: Date): Step {
  if (order.payment.paidAt !== null) {
    throw new Problem("ORDER_STATUS_CONFLICT", `Order ${order.orderNumber} was paid before.`);
  }
  const late = order.status === "CANCELLED" ? " It came after the hold had ended." : "";
  const detail = `${Money.format(order.total, order.currency)} by ${received.method === null ? "card" : methodName(received.method)}.${late}`;
  const { problem: _, undecided: __, ...payment } = order.payment;
  // Nobody pays there again, and the page's address is a quarter of the order.
  const closed = { ...payment, url: null };
  return become(
    order,
    "PAID",
    { payment: { ...closed, ...received, paidAt: now.toISOString() } },
    { kind: "paid", title: "Payment confirmed", detail },
    now,
  );
}
