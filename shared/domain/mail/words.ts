import * as Address from "#domain/address";
import type { Estimate } from "#domain/delivery";
import type { Order, Pieces } from "#domain/order";
import { methodName } from "#domain/payment-method";

const NUMBERS = "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split(" ");

/** "Three" up to twelve, "13" and so on after it. */
export function countInWords(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** Pieces in the order, not lines. */
export function pieces(order: Order): number {
  return order.items.reduce((sum, item) => sum + item.quantity, 0);
}

/** The first word of the name on the parcel. */
export function firstName(order: Order): string {
  return order.shippingAddress.name.trim().split(/\s+/)[0] ?? order.shippingAddress.name;
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", timeZone: "UTC" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });

/** "Tuesday", by UTC, as `estimate` gives its days. */
export function weekdayOf(date: Date): string {
  return weekday.format(date);
}

/** "between 25 and 27 November", "between 30 November and 2 December", "on 24 November". */
export function arrival({ from, to }: Estimate): string {
  if (from.getTime() === to.getTime()) return `on ${dayAndMonth.format(from)}`;
  const start =
    from.getUTCMonth() === to.getUTCMonth() ? day.format(from) : dayAndMonth.format(from);
  return `between ${start} and ${dayAndMonth.format(to)}`;
}

/** One line, as people write addresses: "Maren Holt, Kastanienallee 12, 10435 Berlin, Germany". */
export function addressLine(address: Address.Address): string {
  return Address.lines(address).join(", ");
}

/** "visa 4242" → "Visa 4242". */
export function paymentName(order: Order): string | undefined {
  const method = order.payment.method;
  return method === null ? undefined : methodName(method);
}

/** The chosen options of a line: "9 cm", or "9 cm, red". */
export function optionsOf(options: Readonly<Record<string, string>>): string {
  return Object.values(options).join(", ");
}

/** "24 November 2026", where the shop is. */
const shopDay = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "Europe/Berlin",
});

/** @param at an ISO 8601 instant */
export function onDay(at: string): string {
  return shopDay.format(new Date(at));
}

/** Pieces of some lines. */
export function countOf(lines: readonly Pieces[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** "Your card", or how the order was paid: "Visa 4242". */
export function payer(order: Order): string {
  return paymentName(order) ?? "your card";
}
