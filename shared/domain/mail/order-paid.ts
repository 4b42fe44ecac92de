import { estimate } from "#domain/delivery";
import type { Order } from "#domain/order";
import { html } from "./html.ts";
import { button, heading, type Mail, page, paragraph, small } from "./layout.ts";
import { destination, lines, linesAsText, totals } from "./lines.ts";
import { arrival, countInWords, firstName, pieces, weekdayOf } from "./words.ts";

const FOOTER =
  "Something wrong? Answer this mail, a person reads it. You have 30 days to send anything back.";

/**
 * The confirmation of a paid order.
 * @param orderUrl the order's page, with its access token
 */
export function orderPaid(order: Order, orderUrl: string): Mail {
  const count = pieces(order);
  const subject = `Your order ${order.orderNumber}`;
  const title = `Thank you, ${firstName(order)}. ${countInWords(count)} ${count === 1 ? "is on its" : "are on their"} way to the box.`;
  const delivery = estimate(
    new Date(order.payment.paidAt ?? order.createdAt),
    order.shippingMethod,
  );
  const leaves = `${count === 1 ? "It leaves" : "They leave"} by ${weekdayOf(delivery.leavesBy)} noon and should reach you ${arrival(delivery)}. We write again when the parcel moves.`;
  return {
    subject,
    html: page({
      title: subject,
      preview: leaves,
      storeUrl: order.storeUrl,
      content: [
        heading(title),
        paragraph(html`Order <b>${order.orderNumber}</b>. ${leaves}`),
        button("See your order", orderUrl),
        lines(order),
        totals(order),
        destination(order),
        small(FOOTER),
      ],
    }),
    text: [
      title,
      `Order ${order.orderNumber}. ${leaves}`,
      `See your order: ${orderUrl}`,
      linesAsText(order),
      FOOTER,
      "",
    ].join("\n\n"),
  };
}
