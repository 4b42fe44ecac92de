import { type Fulfilment, leftToShip } from "#domain/fulfilment";
import type { Order } from "#domain/order";
import * as Lines from "#domain/order-lines";
import { RETURN_DAYS } from "#domain/return-period";
import { goods, some } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { addressLine, countInWords, countOf, firstName, onDay } from "./words.ts";

const DAY_MS = 24 * 3_600_000;

/**
 * The news that a parcel has arrived.
 * @param orderUrl the order's page, with its access token
 */
export function orderDelivered(order: Order, orderUrl: string, parcel: Fulfilment): Content {
  const count = countOf(parcel.lines);
  const at = parcel.deliveredAt ?? parcel.shippedAt;
  const until = onDay(new Date(Date.parse(at) + RETURN_DAYS * DAY_MS).toISOString());
  const left = Lines.pick(order, (item) => leftToShip(order, item));
  const arrived = `arrived on ${onDay(at)}.`;
  return {
    subject: `Delivered: ${order.orderNumber}`,
    preview: `Your parcel ${arrived}`,
    title: `${countInWords(count)} ${count === 1 ? "is" : "are"} with you now, ${firstName(order)}.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("The parcel of order ", strong(order.orderNumber), ` ${arrived}`),
      button("See your order", orderUrl),
      goods(some(order, parcel.lines), order.storeUrl),
      ...(left.length === 0
        ? []
        : [
            block("Still to come", [
              `${Lines.inWords(order, left)}. We write when the next parcel leaves.`,
            ]),
          ]),
      block("Went to", [addressLine(order.shippingAddress)]),
      small(
        `Not there, or not right? Answer this mail, a person reads it. You can send it back until ${until}.`,
      ),
    ],
  };
}
