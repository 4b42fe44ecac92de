import { Problem } from "#values/error-codes";
import * as Money from "#values/money";
import * as GivenUp from "./given-up.ts";
import { become, mayBecome, type Order, type Step } from "./order.ts";
import * as Refund from "./refund.ts";

/** Who cancels: the shopper until it is packed, the team until something has left. */
export type Canceller = "shopper" | "team";

/** Whether an order may be cancelled now. While the bank decides over its payment, nobody can. */
export function cancellable(order: Order, who: Canceller): boolean {
  if (order.status === "PENDING") return !order.payment.undecided;
  if (!mayBecome(order.status, "CANCELLED") || order.fulfilments.length > 0) return false;
  return who === "team" || order.status === "PAID";
}

/** A paid order's end: what goes back to the shopper, and what goes back into stock. */
export interface Cancellation extends Step {
  /** Undefined where nothing is left to give back. */
  readonly refund: Refund.Refund | undefined;
  readonly givenUp: readonly GivenUp.GivenUp[];
}

/** Stands on the refund where nobody said why. */
export const UNSAID = "The order was cancelled.";

/**
 * Ends a paid order before anything left: all that is left of its money is to go back, and from then
 * on no refund moves goods.
 * @throws Problem ORDER_STATUS_CONFLICT
 */
export function cancelPaid(
  order: Order,
  by: {
    readonly who: Canceller;
    readonly actor: string;
    readonly reason: string | null;
    /** Whether pieces that were in the house go back into stock. */
    readonly restock: boolean;
  },
  now: Date,
): Cancellation {
  if (!cancellable(order, by.who)) throw tooLate(order);
  const { actor } = by;
  const reason = by.reason ?? UNSAID;
  const asked = { restock: false, reason, returnId: null, actor };
  const givenUp = GivenUp.everything(order, by.restock);
  const intent = Refund.refundable(order) > 0 ? Refund.intend(order, asked, now) : undefined;
  const back = intent && `${Money.format(intent.refund.amount, order.currency)} goes back.`;
  const detail = [back, by.reason].filter((one) => one !== undefined && one !== null).join(" ");
  const note = { kind: "cancelled", title: "Order cancelled", detail: detail || null, actor };
  const step = become(order, "CANCELLED", intent?.facts ?? {}, note, now);
  return { ...step, refund: intent?.refund, givenUp };
}

function tooLate(order: Order): Problem {
  const { orderNumber, status } = order;
  const why =
    order.fulfilments.length > 0 ? "something has left already" : "it can no longer be cancelled";
  return new Problem("ORDER_STATUS_CONFLICT", `Order ${orderNumber} is ${status}: ${why}.`);
}
