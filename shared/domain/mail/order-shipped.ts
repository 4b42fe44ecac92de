import type { Order } from "#domain/order";
import { html } from "./html.ts";
import { button, heading, type Mail, page, paragraph, small } from "./layout.ts";
import { destination, lines, linesAsText, totals } from "./lines.ts";
import { countInWords, firstName, pieces } from "./words.ts";

const FOOTER = "Nothing in the letterbox after a week? Answer this mail, a person reads it.";

/**
 * The news that the last fulfilment of an order has left.
 * @param orderUrl the order's page, with its access token
 */
export function orderShipped(order: Order, orderUrl: string): Mail {
  const count = pieces(order);
  const subject = `Your parcel is on its way: ${order.orderNumber}`;
  const title = `On the road, ${firstName(order)}. ${countInWords(count)} ${count === 1 ? "has" : "have"} left the shop.`;
  const parcel = order.fulfilments.at(-1);
  const carried = parcel?.carrier
    ? `${parcel.carrier} ${count === 1 ? "carries it" : "carries them"}.`
    : `${count === 1 ? "It is" : "They are"} in the post.`;
  const tracking = parcel?.trackingNumber ? ` The number is ${parcel.trackingNumber}.` : "";
  return {
    subject,
    html: page({
      title: subject,
      preview: carried + tracking,
      storeUrl: order.storeUrl,
      content: [
        heading(title),
        paragraph(html`Order <b>${order.orderNumber}</b>. ${carried}${tracking}`),
        button("See your order", orderUrl),
        lines(order),
        totals(order),
        destination(order),
        small(FOOTER),
      ],
    }),
    text: [
      title,
      `Order ${order.orderNumber}. ${carried}${tracking}`,
      `See your order: ${orderUrl}`,
      linesAsText(order),
      FOOTER,
      "",
    ].join("\n\n"),
  };
}
