import { estimate } from "#domain/delivery";
import type { Order } from "#domain/order";
import * as Lines from "#domain/order-lines";
import { RETURN_DAYS } from "#domain/return-period";
import { goods, ordered } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { totals } from "./sums.tsx";
import { addressLine, arrival, countInWords, firstName, pieces, weekdayOf } from "./words.ts";

const FOOTER = `Something wrong? Answer this mail, a person reads it. You have ${RETURN_DAYS} days to send anything back.`;

/**
 * The confirmation of a paid order.
 * @param orderUrl the order's page, with its access token
 */
export function orderPaid(order: Order, orderUrl: string): Content {
  const count = pieces(order);
  const one = count === 1;
  const delivery = estimate(
    new Date(order.payment.paidAt ?? order.createdAt),
    order.shippingMethod,
  );
  const leaves = `${one ? "It leaves" : "They leave"} by ${weekdayOf(delivery.leavesBy)} noon and should reach you ${arrival(delivery)}. We write again when the parcel moves.`;
  const later = Lines.pick(order, (item) => item.backordered);
  return {
    subject: `Your order ${order.orderNumber}`,
    preview: leaves,
    title: `Thank you, ${firstName(order)}. ${countInWords(count)} ${one ? "is on its" : "are on their"} way to the box.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), `. ${leaves}`),
      ...(later.length === 0
        ? []
        : [
            paragraph(`Not in the house yet, and sent once it is: ${Lines.inWords(order, later)}.`),
          ]),
      button("See your order", orderUrl),
      goods(ordered(order), order.storeUrl),
      totals(order),
      block("Goes to", [addressLine(order.shippingAddress)]),
      small(FOOTER),
    ],
  };
}
