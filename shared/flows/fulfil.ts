import * as Outbox from "#data/outbox";
import * as Fulfilment from "#domain/fulfilment";
import type { Order } from "#domain/order";
import { changeOrder } from "./change-order.ts";

/**
 * Hands pieces of a paid order to the carrier, all that are left where none are named, and lets the
 * shopper know by mail.
 * @throws Problem ORDER_NOT_FOUND, ORDER_STATUS_CONFLICT, FULFILMENT_EXCEEDS_ORDER, VALIDATION_ERROR
 */
export async function fulfil(
  orderNumber: string,
  parcel: Fulfilment.Parcel,
  now: Date,
): Promise<Order> {
  return await changeOrder(
    orderNumber,
    (order) => Fulfilment.ship(order, parcel, now),
    ({ fulfilment }) => [
      Outbox.add(Outbox.newEvent("order.shipped", orderNumber, now, fulfilment.id)),
    ],
  );
}
