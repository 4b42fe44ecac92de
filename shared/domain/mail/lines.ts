import type { Order, OrderItem } from "#domain/order";
import { format } from "#values/money";
import { COLOURS, tileColour } from "./colour.ts";
import { type Html, html } from "./html.ts";
import { addressLine, optionsOf, paymentName } from "./words.ts";

const CELL = "padding:10px 0;font-size:16px;line-height:1.5";

/** Pictures may be kept as paths of the shop; a mail needs the whole address. */
function absolute(image: string, storeUrl: string): string {
  return image.startsWith("/") ? storeUrl + image : image;
}

function picture(item: OrderItem, storeUrl: string): Html {
  const colour = tileColour(item.tint);
  const image = item.image
    ? html`<img src="${absolute(item.image, storeUrl)}" width="48" height="48" alt="" style="display:block;margin:0 auto;border:0">`
    : html`&nbsp;`;
  return html`<table role="presentation" width="60" cellpadding="0" cellspacing="0" border="0"><tr><td width="60" height="60" align="center" valign="middle" bgcolor="${colour}" style="width:60px;height:60px;border-radius:12px;background:${colour}">${image}</td></tr></table>`;
}

/** "9 cm", "2 × 9 cm", or "2 pieces" where there is nothing to choose. */
function detail(item: OrderItem): string {
  const options = optionsOf(item.options);
  if (item.quantity === 1) return options;
  return options ? `${item.quantity} × ${options}` : `${item.quantity} pieces`;
}

/** What was bought: a tinted picture, the name, the sum of each line. */
export function lines(order: Order): Html {
  const rows = order.items.map(
    (item) =>
      html`<tr><td width="76" style="${CELL};width:76px">${picture(item, order.storeUrl)}</td><td style="${CELL}"><b>${item.name}</b><br><span style="color:${COLOURS.quiet}">${detail(item)}</span></td><td align="right" style="${CELL};text-align:right;white-space:nowrap">${format(item.total, order.currency)}</td></tr>`,
  );
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse;border-top:1px solid ${COLOURS.line};border-bottom:1px solid ${COLOURS.line}">${rows}</table>`;
}

interface Sum {
  readonly label: string;
  readonly value: string;
  readonly weight: "plain" | "strong" | "quiet";
}

function sums(order: Order): Sum[] {
  const money = (amount: number) => format(amount, order.currency);
  const post = order.shippingMethod === "express" ? "Express" : "Post";
  const paid = paymentName(order);
  return [
    ...(order.discount > 0
      ? [{ label: "Discount", value: `−${money(order.discount)}`, weight: "plain" } as const]
      : []),
    { label: post, value: order.shipping === 0 ? "Free" : money(order.shipping), weight: "plain" },
    { label: paid ? `Paid with ${paid}` : "Paid", value: money(order.total), weight: "strong" },
    ...order.taxes.map(({ percent, tax }) => ({
      label: order.taxIncluded ? `Includes ${percent}% VAT` : `${percent}% VAT`,
      value: money(tax),
      weight: "quiet" as const,
    })),
  ];
}

/** Post, what was paid, and the tax that is in it. */
export function totals(order: Order): Html {
  const rows = sums(order).map(({ label, value, weight }) => {
    const style = weight === "quiet" ? `color:${COLOURS.quiet}` : `color:${COLOURS.ink}`;
    const content = (text: string) => (weight === "strong" ? html`<b>${text}</b>` : html`${text}`);
    return html`<tr><td style="padding:3px 0;${style}">${content(label)}</td><td align="right" style="padding:3px 0;text-align:right;${style}">${content(value)}</td></tr>`;
  });
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;margin-top:12px">${rows}</table>`;
}

/** Where the parcel goes. */
export function destination(order: Order): Html {
  return html`<p style="margin:28px 0 0"><b>Goes to</b><br>${addressLine(order.shippingAddress)}</p>`;
}

/** The same three in plain text. */
export function linesAsText(order: Order): string {
  const items = order.items.map((item) => {
    const about = detail(item);
    return `${item.name}${about ? `, ${about}` : ""}: ${format(item.total, order.currency)}`;
  });
  const below = sums(order).map(({ label, value }) => `${label}: ${value}`);
  return [...items, "", ...below, "", `Goes to: ${addressLine(order.shippingAddress)}`].join("\n");
}
