import { type Fulfilment, leftToShip } from "#domain/fulfilment";
import type { Order } from "#domain/order";
import * as Lines from "#domain/order-lines";
import { goods, some } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, link, paragraph, small, strong } from "./parts.tsx";
import { addressLine, countInWords, countOf, firstName } from "./words.ts";

const FOOTER = "Nothing in the letterbox after a week? Answer this mail, a person reads it.";

/**
 * The news that a parcel has left.
 * @param orderUrl the order's page, with its access token
 */
export function orderShipped(order: Order, orderUrl: string, parcel: Fulfilment): Content {
  const count = countOf(parcel.lines);
  const one = count === 1;
  const carried = parcel.carrier
    ? `${parcel.carrier} ${one ? "carries it" : "carries them"}.`
    : `${one ? "It is" : "They are"} in the post.`;
  const tracking = parcel.trackingNumber ? ` The number is ${parcel.trackingNumber}.` : "";
  const left = Lines.pick(order, (item) => leftToShip(order, item));
  return {
    subject: `Your parcel is on its way: ${order.orderNumber}`,
    preview: carried + tracking,
    title: `On the road, ${firstName(order)}. ${countInWords(count)} ${one ? "has" : "have"} left the shop.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), `. ${carried}${tracking}`),
      ...(parcel.trackingUrl === null
        ? [button("See your order", orderUrl)]
        : [button("Follow the parcel", parcel.trackingUrl), link("See your order", orderUrl)]),
      goods(some(order, parcel.lines), order.storeUrl),
      ...(left.length === 0
        ? []
        : [
            block("Still to come", [
              `${Lines.inWords(order, left)}. We write when the next parcel leaves.`,
            ]),
          ]),
      block("Goes to", [addressLine(order.shippingAddress)]),
      small(FOOTER),
    ],
  };
}
