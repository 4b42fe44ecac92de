import type { Order } from "#domain/order";
import { isOwn, type Refund } from "#domain/refund";
import { UNSAID } from "#domain/cancellation";
import { format } from "#values/money";
import { goods, ordered } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { firstName, payer } from "./words.ts";

const UNEXPECTED = "Was that not you? Answer this mail, a person reads it.";
const EXPLAINED = "Something wrong? Answer this mail, a person reads it.";

/** What went back or is about to, of the money that bought the order. */
function goingBack(order: Order): readonly Refund[] {
  return order.refunds.filter((one) => isOwn(order, one) && one.status !== "FAILED");
}

function moneyWords(order: Order): string {
  if (order.payment.paidAt === null) return "Nothing was charged.";
  const amount = goingBack(order).reduce((sum, one) => sum + one.amount, 0);
  if (amount === 0) return "What you paid has gone back to you before.";
  return `${format(amount, order.currency)} goes back to ${payer(order)}. Banks take up to ten working days to show it.`;
}

/**
 * The news that an order has ended before anything left.
 * @param orderUrl the order's page, with its access token
 */
export function orderCancelled(order: Order, orderUrl: string): Content {
  const money = moneyWords(order);
  // Only staff say why; the refund that the cancellation asked for is the last one.
  const why = goingBack(order).at(-1)?.reason ?? UNSAID;
  return {
    subject: `Order ${order.orderNumber} is cancelled`,
    preview: money,
    title: `Cancelled, ${firstName(order)}. Nothing will be sent.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), ` is cancelled. ${money}`),
      button("See your order", orderUrl),
      goods(ordered(order), order.storeUrl),
      ...(why === UNSAID ? [] : [block("Why", [why])]),
      small(why === UNSAID ? UNEXPECTED : EXPLAINED),
    ],
  };
}
