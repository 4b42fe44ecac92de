import type { Order } from "#domain/order";
import type { Return } from "#domain/return";
import { goods, some } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { button, paragraph, small, strong } from "./parts.tsx";
import { countInWords, countOf, firstName, payer } from "./words.ts";

const FOOTER = "Something missing from the list? Answer this mail, a person reads it.";

/**
 * The news that what was sent back has arrived.
 * @param orderUrl the order's page, with its access token
 */
export function returnReceived(order: Order, orderUrl: string, returned: Return): Content {
  const count = countOf(returned.lines);
  const said = `Your parcel is here. The money goes back to ${payer(order)} next, and we write when it does.`;
  return {
    subject: `Back with us: ${order.orderNumber}`,
    preview: said,
    title: `${countInWords(count)} ${count === 1 ? "is" : "are"} back with us, ${firstName(order)}.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), `, return ${returned.id}. ${said}`),
      button("See your order", orderUrl),
      goods(some(order, returned.lines), order.storeUrl),
      small(FOOTER),
    ],
  };
}
