import { z } from "zod";
import * as Orders from "#data/order";
import { transact } from "#data/write";
import type { Order } from "#domain/order";
import * as Refund from "#domain/refund";
import type { RefundRequest } from "#domain/refund-amount";
import { Problem } from "#values/error-codes";
import { once } from "./once.ts";
import { refundWrites, tryRefund } from "./refund.ts";

const outcome = z.object({ refundId: z.string() });

/**
 * Gives money back as staff ask: written down first, then made at the payment provider. Where that
 * does not answer, the refund stays REQUESTED and the orders queue makes it.
 * @param idempotencyKey of the caller, for a day: the same request is the same refund
 * @throws Problem ORDER_NOT_FOUND, ORDER_STATUS_CONFLICT, REFUND_EXCEEDS_PAYMENT, RETURN_NOT_FOUND,
 * RETURN_STATUS_CONFLICT, VALIDATION_ERROR, IDEMPOTENCY_KEY_REUSED
 */
export async function giveBack(
  orderNumber: string,
  asked: RefundRequest,
  idempotencyKey: string,
  now: Date,
): Promise<Order> {
  const scope = `refund ${asked.actor}`;
  const use = { scope, key: idempotencyKey, body: { orderNumber, ...asked } };
  const refundId = await once(use, now, {
    first: async (take) => {
      const step = Refund.request(await requireOrder(orderNumber), asked, now);
      const { id } = step.refund;
      const key = take({ orderNumber, answer: { refundId: id } });
      const refusals = await transact([key, ...refundWrites(step, now)]);
      return refusals.length === 0 ? id : undefined;
    },
    again: ({ answer }) => outcome.parse(answer).refundId,
  });
  await tryRefund(orderNumber, refundId, now);
  return await requireOrder(orderNumber);
}

async function requireOrder(orderNumber: string): Promise<Order> {
  const order = await Orders.get(orderNumber);
  if (order !== undefined) return order;
  throw new Problem("ORDER_NOT_FOUND", "There is no such order.");
}
