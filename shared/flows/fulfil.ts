import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import { transact } from "#data/write";
import * as Order from "#domain/order";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";

/**
 * Marks a paid order as shipped, and lets the shopper know by mail.
 * @param actor sub of the person
 * @throws Problem ORDER_NOT_FOUND, ORDER_STATUS_CONFLICT
 */
export async function markShipped(request: {
  readonly orderNumber: string;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly actor: string;
  readonly now: Date;
}): Promise<Order.Order> {
  const { orderNumber, carrier, trackingNumber, actor, now } = request;
  return await untilSettled(async () => {
    const order = await Orders.get(orderNumber);
    if (order === undefined) throw new Problem("ORDER_NOT_FOUND", "There is no such order.");
    const fulfilment = { carrier, trackingNumber, shippedAt: now.toISOString() };
    const step = Order.ship(order, fulfilment, actor, now);
    const refusals = await transact([
      Orders.replace(step.order),
      Orders.record(step.event),
      Outbox.add(Outbox.newEvent("order.shipped", orderNumber, now)),
    ]);
    return refusals.length === 0 ? step.order : undefined;
  });
}
