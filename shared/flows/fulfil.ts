import * as Outbox from "#data/outbox";
import * as Fulfilment from "#domain/fulfilment";
import { waitedFor } from "#domain/given-up";
import type { Order } from "#domain/order";
import { changeOrder } from "./change-order.ts";
import { handOver } from "./hand-over.ts";

/**
 * Hands pieces of a paid order to the carrier, all that are left where none are named, and lets the
 * shopper know by mail.
 * @throws Problem ORDER_NOT_FOUND, ORDER_STATUS_CONFLICT, FULFILMENT_EXCEEDS_ORDER, VALIDATION_ERROR;
 * OUT_OF_STOCK for pieces that the order still waits for
 */
export async function fulfil(
  orderNumber: string,
  parcel: Fulfilment.Parcel,
  now: Date,
): Promise<Order> {
  return await changeOrder(
    orderNumber,
    (order) => Fulfilment.ship(order, parcel, now),
    async ({ order, fulfilment }) => [
      ...(await handOver(waitedFor(order, fulfilment), { orderNumber, actor: parcel.actor }, now)),
      Outbox.add(Outbox.newEvent("order.shipped", orderNumber, now, fulfilment.id)),
    ],
  );
}

/**
 * A parcel has arrived, and the shopper is told; the last one makes the order DELIVERED.
 * @throws Problem ORDER_NOT_FOUND, FULFILMENT_NOT_FOUND
 */
export async function deliver(
  orderNumber: string,
  fulfilmentId: string,
  actor: string,
  now: Date,
): Promise<Order> {
  return await changeOrder(
    orderNumber,
    (order) => Fulfilment.deliver(order, fulfilmentId, actor, now),
    () => [Outbox.add(Outbox.newEvent("order.delivered", orderNumber, now, fulfilmentId))],
  );
}
