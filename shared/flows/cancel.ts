import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import { transact } from "#data/write";
import { cancelPaid, type Canceller } from "#domain/cancellation";
import type { Order } from "#domain/order";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";
import { refundEvent, tryRefund } from "./refund.ts";
import { cancelPending, paymentPending } from "./release.ts";
import { restock } from "./restock.ts";

/**
 * Ends an order of which nothing has left: an unpaid one gives its hold back, a paid one its goods and
 * its money. A payment that was faster is given back like any other. Cancelling it again answers it
 * as it is.
 * @throws Problem ORDER_NOT_FOUND; ORDER_STATUS_CONFLICT where it is too late; PAYMENT_PENDING while
 * the bank decides; PAYMENT_PROVIDER_UNAVAILABLE, and then nothing has changed
 */
export async function cancelOrder(
  orderNumber: string,
  by: {
    readonly who: Canceller;
    readonly actor: string;
    readonly reason: string | null;
    readonly restock: boolean;
  },
  now: Date,
): Promise<Order> {
  const { order, refundId } = await untilSettled(async () => {
    const found = await Orders.get(orderNumber);
    if (found === undefined) throw new Problem("ORDER_NOT_FOUND", "There is no such order.");
    if (found.status === "CANCELLED") return { order: found, refundId: undefined };
    if (found.status === "PENDING") {
      const { actor, reason } = by;
      const detail = reason ?? "Nothing was charged.";
      const why = { detail, actor, tell: "order.cancelled" } as const;
      const ending = await cancelPending(orderNumber, why, now);
      if (ending === "waiting") throw paymentPending(orderNumber);
      return undefined;
    }
    return await endPaid(found, by, now);
  });
  if (refundId === undefined) return order;
  await tryRefund(orderNumber, refundId, now);
  return (await Orders.get(orderNumber)) ?? order;
}

async function endPaid(found: Order, by: Parameters<typeof cancelPaid>[1], now: Date) {
  const { orderNumber } = found;
  const { order, event, refund, givenUp } = cancelPaid(found, by, now);
  const why = { orderNumber, reason: "Order cancelled", actor: by.actor };
  const refusals = await transact([
    Orders.replace(order),
    Orders.record(event),
    ...(await restock(givenUp, why, now)),
    ...(refund === undefined ? [] : [refundEvent(orderNumber, refund, now)]),
    Outbox.add(Outbox.newEvent("order.cancelled", orderNumber, now)),
  ]);
  return refusals.length === 0 ? { order, refundId: refund?.id } : undefined;
}
