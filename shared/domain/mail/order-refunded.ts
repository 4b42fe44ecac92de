import type { Order } from "#domain/order";
import { isOwn, type Refund } from "#domain/refund";
import { format } from "#values/money";
import { goods, some } from "./goods.tsx";
import type { Content } from "./mail.ts";
import { block, button, paragraph, small, strong } from "./parts.tsx";
import { type Sum, sums } from "./sums.tsx";
import { firstName, onDay, payer } from "./words.ts";

const FOOTER = "Not there after ten working days? Answer this mail, a person reads it.";

/** What it is made of; the shares of the pieces are one sum, since discounts are shared over them. */
function parts(order: Order, refund: Refund): readonly Sum[] {
  const money = (amount: number) => format(amount, order.currency);
  const rest = refund.amount - refund.shipping;
  const back: Sum = { label: "Given back", value: money(refund.amount), weight: "strong" };
  if (refund.shipping === 0) return [back];
  return [
    ...(rest > 0 ? [{ label: "Figurines", value: money(rest), weight: "plain" } as const] : []),
    { label: "Post", value: money(refund.shipping), weight: "plain" },
    back,
  ];
}

/**
 * The news that money has gone back.
 * @param orderUrl the order's page, with its access token
 */
export function orderRefunded(order: Order, orderUrl: string, refund: Refund): Content {
  const amount = format(refund.amount, order.currency);
  // Another payment than the order's own went back the way it came.
  const to = isOwn(order, refund) ? payer(order) : "the card it came from";
  const day = onDay(refund.settledAt ?? refund.requestedAt);
  const said = `We gave ${amount} back to ${to} on ${day}. Your bank may take up to ten working days to show it.`;
  const back = some(order, refund.lines);
  return {
    subject: `${amount} back to you: ${order.orderNumber}`,
    preview: said,
    title: `${amount} is on its way back, ${firstName(order)}.`,
    storeUrl: order.storeUrl,
    parts: [
      paragraph("Order ", strong(order.orderNumber), `. ${said}`),
      button("See your order", orderUrl),
      ...(back.length === 0 ? [] : [goods(back, order.storeUrl)]),
      sums(parts(order, refund)),
      block("Why", [refund.reason]),
      small(FOOTER),
    ],
  };
}
