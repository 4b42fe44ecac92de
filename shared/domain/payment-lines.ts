import * as Money from "#values/money";
import type { Minor } from "#values/money";
import type { Order, OrderItem } from "./order.ts";
import { paidFor, shippingShareOf } from "./refund-share.ts";

/** A line as the payment page shows it: pieces times price is exactly what is charged for it. */
export interface PaymentLine {
  readonly name: string;
  /** Such as "9 cm"; empty where there is nothing to say. */
  readonly description: string;
  readonly image: string | null;
  readonly unitPrice: Minor;
  readonly quantity: number;
}

/**
 * What the payment page lists, and what it asks for the delivery; together the order's total. Its
 * lines cannot be negative, so each one stands there after its discount, which it names. Where
 * that does not divide by the pieces, they are sold as one: "3 × Fox".
 */
export function paymentLines(order: Order): {
  readonly lines: readonly PaymentLine[];
  readonly shipping: Minor;
} {
  return {
    lines: order.items.map((item) => toLine(order, item)),
    shipping: shippingShareOf(order),
  };
}

function toLine(order: Order, item: OrderItem): PaymentLine {
  const { image, quantity, discount } = item;
  const charged = paidFor(order, item);
  const options = Object.values(item.options);
  const off = discount > 0 ? [`${Money.format(discount, order.currency)} off`] : [];
  const added = order.taxIncluded || item.tax === 0 ? [] : [`with ${item.taxPercent}% VAT`];
  const description = [...options, ...off, ...added].join(", ");
  return charged % quantity === 0
    ? { name: item.name, description, image, unitPrice: charged / quantity, quantity }
    : {
        name: `${quantity} × ${item.name}`,
        description,
        image,
        unitPrice: charged,
        quantity: 1,
      };
}
