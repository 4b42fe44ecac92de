import type { Order } from "#domain/order";
import type { Return } from "#domain/return";
import { goods, some } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { countOf, firstName } from "./words.ts";

const FOOTER = "You see it differently? Answer this mail, a person reads it.";

/**
 * The answer that something cannot come back, and why.
 * @param orderUrl the order's page, with its access token
 */
export function returnRejected(order: Order, orderUrl: string, returned: Return): Content {
  const one = countOf(returned.lines) === 1;
  const said = `We cannot take ${one ? "it" : "them"} back.`;
  return {
    subject: `Your return for ${order.orderNumber}`,
    preview: said,
    title: `We are sorry, ${firstName(order)}. ${one ? "It stays" : "They stay"} with you.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), `, return ${returned.id}. ${said}`),
      ...(returned.rejection === null ? [] : [block("Why", [returned.rejection])]),
      button("See your order", orderUrl),
      goods(some(order, returned.lines), order.storeUrl),
      small(FOOTER),
    ],
  };
}
