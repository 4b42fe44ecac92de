import * as Orders from "#data/order";
import { transact, type Write } from "#data/write";
import type { Order, Step } from "#domain/order";
import { Problem } from "#values/error-codes";
import { untilSettled } from "./attempts.ts";

/**
 * Moves an order one step on, whoever else writes it meanwhile.
 * @param decide gives the step, or undefined where there is nothing to do
 * @param beside what belongs into the transaction besides order and timeline
 * @returns the order as it stands then
 * @throws Problem ORDER_NOT_FOUND, UNAVAILABLE, and what `decide` throws
 */
export async function changeOrder<Made extends Step>(
  orderNumber: string,
  decide: (order: Order) => Made | undefined,
  beside: (step: Made) => readonly Write[] | Promise<readonly Write[]> = () => [],
): Promise<Order> {
  return await untilSettled(async () => {
    const order = await Orders.get(orderNumber);
    if (order === undefined) throw new Problem("ORDER_NOT_FOUND", "There is no such order.");
    const step = decide(order);
    if (step === undefined) return order;
    const refusals = await transact([
      Orders.replace(step.order),
      Orders.record(step.event),
      ...(await beside(step)),
    ]);
    return refusals.length === 0 ? step.order : undefined;
  });
}
