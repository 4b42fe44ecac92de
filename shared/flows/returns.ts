import * as Outbox from "#data/outbox";
import type { Write } from "#data/write";
import type { Order } from "#domain/order";
import * as Return from "#domain/return";
import { changeOrder } from "./change-order.ts";
import { restock } from "./restock.ts";

/** The steps of a return, each of which the shopper is told. */
type ReturnEvent = "return.requested" | "return.approved" | "return.rejected" | "return.received";

function tell(kind: ReturnEvent, now: Date) {
  return ({ order, returned }: Return.ReturnStep): Write[] => [
    Outbox.add(Outbox.newEvent(kind, order.orderNumber, now, returned.id)),
  ];
}

/**
 * Somebody wants to send pieces back; what the team writes down itself is agreed with it.
 * @throws Problem ORDER_NOT_FOUND, RETURN_EXCEEDS_SHIPMENT, RETURN_WINDOW_CLOSED, VALIDATION_ERROR
 */
export async function requestReturn(
  orderNumber: string,
  wanted: Return.ReturnRequest,
  now: Date,
): Promise<Order> {
  const kind = wanted.asker === "team" ? "return.approved" : "return.requested";
  return await changeOrder(
    orderNumber,
    (order) => Return.request(order, wanted, now),
    tell(kind, now),
  );
}

/** @throws Problem ORDER_NOT_FOUND, RETURN_NOT_FOUND, RETURN_STATUS_CONFLICT */
export async function approveReturn(
  orderNumber: string,
  returnId: string,
  actor: string,
  now: Date,
): Promise<Order> {
  return await changeOrder(
    orderNumber,
    (order) => Return.approve(order, returnId, actor, now),
    tell("return.approved", now),
  );
}

/** @throws Problem ORDER_NOT_FOUND, RETURN_NOT_FOUND, RETURN_STATUS_CONFLICT */
export async function rejectReturn(
  orderNumber: string,
  returnId: string,
  why: { readonly reason: string; readonly actor: string },
  now: Date,
): Promise<Order> {
  return await changeOrder(
    orderNumber,
    (order) => Return.reject(order, returnId, why, now),
    tell("return.rejected", now),
  );
}

/**
 * The pieces are here; where asked for, they go back into stock in the same transaction.
 * @throws Problem ORDER_NOT_FOUND, RETURN_NOT_FOUND, RETURN_STATUS_CONFLICT
 */
export async function receiveReturn(
  orderNumber: string,
  returnId: string,
  how: { readonly restock: boolean; readonly actor: string },
  now: Date,
): Promise<Order> {
  return await changeOrder(
    orderNumber,
    (order) => Return.receive(order, returnId, how, now),
    async (step) => {
      const { lines, restocked } = step.returned;
      const why = { orderNumber, reason: `Return ${returnId}`, actor: how.actor };
      const back = lines.map(({ sku, quantity }) => ({ sku, waived: 0, restocked: quantity }));
      return [
        ...tell("return.received", now)(step),
        ...(restocked ? await restock(back, why, now) : []),
      ];
    },
  );
}
