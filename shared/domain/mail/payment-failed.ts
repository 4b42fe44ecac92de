import type { Order } from "#domain/order";
import { goods, ordered } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { firstName } from "./words.ts";

const FOOTER =
  "What stood in this order is back on the shelf, for you as for everybody. A person reads the answers to this mail.";

/** The news that an order ended because nobody paid it in time. */
export function paymentFailed(order: Order): Content {
  const said = "was not paid in time, so we let it go. Your basket is where you left it.";
  const { problem } = order.payment;
  return {
    subject: `Order ${order.orderNumber} was not paid`,
    preview: `Nothing was charged. Order ${order.orderNumber} ${said}`,
    title: `Nothing was charged, ${firstName(order)}.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), ` ${said}`),
      button("Back to your basket", `${order.storeUrl}/basket`),
      goods(ordered(order), order.storeUrl),
      ...(problem === undefined ? [] : [block("What happened last", [problem])]),
      small(FOOTER),
    ],
  };
}
