import type { Order } from "#domain/order";
import type { Return } from "#domain/return";
import type { Seller } from "#domain/seller";
import { goods, some } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { countOf, firstName } from "./words.ts";

const FOOTER = "Keep the receipt of the post until the money is back with you.";

/**
 * The answer that something may come back, and where to.
 * @param orderUrl the order's page, with its access token
 */
export function returnApproved(
  order: Order,
  orderUrl: string,
  returned: Return,
  seller: Seller,
): Content {
  const one = countOf(returned.lines) === 1;
  const said = `Send ${one ? "it" : "them"} to the address below. The money goes back once the parcel is here.`;
  return {
    subject: `Send it back: ${order.orderNumber}`,
    preview: said,
    title: `Yes, ${firstName(order)}. Send ${one ? "it" : "them"} back.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), `, return ${returned.id}. ${said}`),
      button("See your order", orderUrl),
      goods(some(order, returned.lines), order.storeUrl),
      block("Send it to", [seller.name, ...seller.address]),
      block("Put a note into the parcel", [`${order.orderNumber}, ${returned.id}`]),
      small(FOOTER),
    ],
  };
}
