import { Column, Row, Section } from "@react-email/components";
import type { Order } from "#domain/order";
import { format } from "#values/money";
import { COLOURS } from "./colour.ts";
import type { Part } from "./mail.ts";
import { QUIET } from "./style.ts";
import { paymentName } from "./words.ts";

export interface Sum {
  readonly label: string;
  readonly value: string;
  readonly weight: "plain" | "strong" | "quiet";
}

/** Labels on the left, amounts on the right. */
export function sums(rows: readonly Sum[]): Part {
  return {
    html: (
      <Section style={{ marginTop: "12px" }}>
        {rows.map(({ label, value, weight }) => {
          const colour = weight === "quiet" ? QUIET : { color: COLOURS.ink };
          const words = (text: string) => (weight === "strong" ? <b>{text}</b> : text);
          return (
            <Row key={label}>
              <Column style={{ padding: "3px 0", ...colour }}>{words(label)}</Column>
              <Column
                align="right"
                style={{ padding: "3px 0", textAlign: "right", whiteSpace: "nowrap", ...colour }}
              >
                {words(value)}
              </Column>
            </Row>
          );
        })}
      </Section>
    ),
    text: rows.map(({ label, value }) => `${label}: ${value}`).join("\n"),
  };
}

/** Orders of before promotions were kept know only how much they took off. */
function discounts(order: Order): readonly Sum[] {
  const money = (amount: number) => format(amount, order.currency);
  if (order.promotions.length === 0) {
    return order.discount > 0
      ? [{ label: "Discount", value: `−${money(order.discount)}`, weight: "plain" }]
      : [];
  }
  return order.promotions.map(({ title, code, kind, amount }) => ({
    label: code === null ? title : `${title} (${code})`,
    value: kind === "shipping" ? "Free post" : `−${money(amount)}`,
    weight: "plain",
  }));
}

/** Contained in what was paid, or added to the prices. */
function taxes(order: Order): readonly Sum[] {
  const rates = order.taxes.length > 0 ? order.taxes : ratesOfBefore(order);
  return rates.map(({ percent, tax }) => ({
    label: order.taxIncluded ? `Includes ${percent}% VAT` : `VAT ${percent}%`,
    value: format(tax, order.currency),
    weight: order.taxIncluded ? "quiet" : "plain",
  }));
}

/** Orders of before rates were kept were taxed at one rate. */
function ratesOfBefore(order: Order) {
  const [item] = order.items;
  return item === undefined ? [] : [{ percent: item.taxPercent, tax: order.tax }];
}

/** Discounts, post, what was paid, and the tax at each rate. */
export function totals(order: Order): Part {
  const money = (amount: number) => format(amount, order.currency);
  const off = discounts(order);
  const paid = paymentName(order);
  const above: Sum[] = [
    ...(off.length > 0
      ? [{ label: "Figurines", value: money(order.subtotal), weight: "plain" } as const]
      : []),
    ...off,
    {
      label: order.shippingMethod === "express" ? "Express" : "Post",
      value: order.shipping === 0 ? "Free" : money(order.shipping),
      weight: "plain",
    },
  ];
  const total: Sum = {
    label: paid ? `Paid with ${paid}` : "Paid",
    value: money(order.total),
    weight: "strong",
  };
  return sums(
    order.taxIncluded ? [...above, total, ...taxes(order)] : [...above, ...taxes(order), total],
  );
}
