import type { Order } from "#domain/order";
import type { Return } from "#domain/return";
import { goods, some } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { firstName } from "./words.ts";

const FOOTER = "Please keep everything with you until then: we write where to send it.";

/**
 * The receipt for a wish to send something back.
 * @param orderUrl the order's page, with its access token
 */
export function returnRequested(order: Order, orderUrl: string, returned: Return): Content {
  const said = "A person looks at it and writes back.";
  return {
    subject: `Your return for ${order.orderNumber}`,
    preview: `We have your request. ${said}`,
    title: `We have your request, ${firstName(order)}.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), `, return ${returned.id}. ${said}`),
      button("See your order", orderUrl),
      goods(some(order, returned.lines), order.storeUrl),
      ...(returned.note === null ? [] : [block("You wrote", [returned.note])]),
      small(FOOTER),
    ],
  };
}
