import { Problem } from "#values/error-codes";
import type { Currency, Minor } from "#values/money";
import * as Address from "./address.ts";
import { type Credit, creditsOf } from "./invoice-credit.ts";
import type { Order, OrderItem } from "./order.ts";
import * as Lines from "./order-lines.ts";
import type { Seller } from "./seller.ts";
import type { TaxLine } from "./tax.ts";

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface InvoiceLine {
  readonly position: number;
  readonly name: string;
  /** Options and SKU. */
  readonly detail: string;
  readonly quantity: number;
  readonly price: Minor;
  readonly taxPercent: number;
  /** Price times quantity, before discounts. */
  readonly amount: Minor;
}

/** One amount under the lines, below zero where it takes something away. */
export interface Sum {
  readonly label: string;
  readonly amount: Minor;
}

/** What is owed at one rate; a credit's is below zero. */
export interface TaxRow {
  /** "19%", "19% credited". */
  readonly label: string;
  readonly net: Minor;
  readonly tax: Minor;
  readonly gross: Minor;
}

/** Money that went back after the invoice was issued: it changes what is owed (§ 17 UStG). */
export interface CreditLine {
  readonly label: string;
  /** Which pieces, and why. */
  readonly detail: string;
  readonly amount: Minor;
}

/**
 * Everything that an invoice says, in its order on paper. Amounts are in minor units of `currency`;
 * whoever draws it decides nothing but places.
 */
export interface Invoice {
  readonly number: string;
  readonly seller: Seller;
  readonly buyer: readonly string[];
  /** Where the goods went, if that is not where the buyer is. */
  readonly deliveredTo: readonly string[] | null;
  readonly facts: readonly Fact[];
  readonly currency: Currency;
  readonly lines: readonly InvoiceLine[];
  readonly sums: readonly Sum[];
  readonly total: Sum;
  readonly credits: readonly CreditLine[];
  /** What the shopper has paid in the end; null where nothing went back. */
  readonly remains: Sum | null;
  readonly taxes: readonly TaxRow[];
  readonly notes: readonly string[];
  /** When the invoice was issued; ISO 8601. */
  readonly issuedAt: string;
}

/** The shop's days begin and end where the shop is. */
const day = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "Europe/Berlin",
});
const onDay = (at: string): string => day.format(new Date(at));

/**
 * The invoice's number: unique because the order's is. § 14 (4) no. 4 UStG wants numbers that are
 * given once; gaps are allowed (UStAE 14.5 (10)), so there is no counter.
 */
function invoiceNumber({ orderNumber }: Order): string {
  return orderNumber.replace(/^P-/, "R-");
}

/**
 * What § 14 (4) no. 6 UStG calls the time of delivery: the day of dispatch, or of the payment where
 * the money came first.
 */
function deliveredOn(order: Order, paidAt: string): readonly Fact[] {
  if (order.fulfilments.length === 0) {
    return [
      { label: "Paid", value: onDay(paidAt) },
      { label: "Delivery", value: "follows the payment" },
    ];
  }
  const days = [...new Set(order.fulfilments.map(({ shippedAt }) => onDay(shippedAt)))];
  return [{ label: "Delivered", value: days.join(", ") }];
}

function toLine(item: OrderItem, at: number): InvoiceLine {
  return {
    position: at + 1,
    name: item.name,
    detail: [...Object.values(item.options), item.sku].join(" · "),
    quantity: item.quantity,
    price: item.price,
    taxPercent: item.taxPercent,
    amount: item.total,
  };
}

function sumsOf(order: Order): readonly Sum[] {
  const way = order.shippingMethod === "express" ? "express" : "post";
  const free = order.promotions.find((one) => one.kind === "shipping");
  const delivery = `Delivery by ${way}${free === undefined ? "" : `, free by ${nameOf(free)}`}`;
  return [
    { label: "Goods", amount: order.subtotal },
    ...discountsOf(order),
    { label: delivery, amount: order.shipping },
    ...(order.taxIncluded
      ? []
      : order.taxes.map(({ percent, tax }) => ({ label: `VAT ${percent}%`, amount: tax }))),
  ];
}

/** Each discount by its name; in one sum on orders from before names were kept. */
function discountsOf({ promotions, discount }: Order): readonly Sum[] {
  const used = promotions.filter((one) => one.kind !== "shipping" && one.amount > 0);
  const named = used.map((one) => ({ label: nameOf(one), amount: -one.amount }));
  const rest = -discount - named.reduce((sum, one) => sum + one.amount, 0);
  return rest === 0 ? named : [...named, { label: "Discount", amount: rest }];
}

function nameOf({ title, code }: Order["promotions"][number]): string {
  return code === null ? title : `${title} (${code})`;
}

/** Orders of before rates were kept were taxed at one rate. */
function taxesOf({ total, tax, taxes, items }: Order): readonly TaxLine[] {
  const [percent = 0] = items.map((item) => item.taxPercent);
  return taxes.length > 0 ? taxes : [{ percent, net: total - tax, tax }];
}

function toCredit(order: Order, { refund }: Credit): CreditLine {
  const goods = refund.lines.length === 0 ? "" : Lines.inWords(order, refund.lines);
  const delivery = refund.shipping === 0 ? "" : "delivery";
  const what = [goods, delivery].filter((one) => one !== "").join(", ");
  return {
    label: `Refund ${refund.id}, ${onDay(refund.settledAt ?? refund.requestedAt)}`,
    detail: [what, refund.reason].filter((one) => one !== "").join(": "),
    amount: -refund.amount,
  };
}

function toRow({ percent, net, tax }: TaxLine, what: "" | "credited" | "remains"): TaxRow {
  const sign = what === "credited" ? -1 : 1;
  const label = what === "" ? `${percent}%` : `${percent}% ${what}`;
  return { label, net: sign * net, tax: sign * tax, gross: sign * (net + tax) };
}

/** Rate by rate: what was owed, what was credited in all, what remains. */
function rowsOf(owed: readonly TaxLine[], left: readonly TaxLine[], credited: boolean): TaxRow[] {
  return owed.flatMap((line, at) => {
    const rest = left[at] ?? line;
    const back = { percent: line.percent, net: line.net - rest.net, tax: line.tax - rest.tax };
    return credited
      ? [toRow(line, ""), toRow(back, "credited"), toRow(rest, "remains")]
      : [toRow(line, "")];
  });
}

/**
 * The invoice of an order that was paid, by § 14 (4) UStG.
 * @throws Problem ORDER_STATUS_CONFLICT where no money was taken
 */
export function invoiceOf(order: Order, seller: Seller): Invoice {
  const { paidAt, method } = order.payment;
  if (paidAt === null) {
    const message = `Order ${order.orderNumber} is not paid: there is no invoice yet.`;
    throw new Problem("ORDER_STATUS_CONFLICT", message);
  }
  const buyer = Address.lines(order.billingAddress ?? order.shippingAddress);
  const destination = Address.lines(order.shippingAddress);
  const number = invoiceNumber(order);
  const owed = taxesOf(order);
  const { credits, left } = creditsOf(order, owed);
  const back = credits.reduce((sum, { refund }) => sum + refund.amount, 0);
  return {
    number,
    seller,
    buyer,
    deliveredTo: destination.join("\n") === buyer.join("\n") ? null : destination,
    facts: [
      { label: "Invoice", value: number },
      { label: "Date", value: onDay(paidAt) },
      { label: "Order", value: order.orderNumber },
      { label: "Ordered", value: onDay(order.createdAt) },
      ...deliveredOn(order, paidAt),
    ],
    currency: order.currency,
    lines: order.items.map(toLine),
    sums: sumsOf(order),
    total: { label: "Total", amount: order.total },
    credits: credits.map((credit) => toCredit(order, credit)),
    remains: back === 0 ? null : { label: "Remains", amount: order.total - back },
    taxes: rowsOf(owed, left, back !== 0),
    notes: [
      order.taxIncluded ? "Prices contain their VAT." : "VAT is added to the prices.",
      `Paid ${onDay(paidAt)}${method === null ? "" : ` with ${capital(method)}`}. Nothing is left to pay.`,
    ],
    issuedAt: paidAt,
  };
}

/** "visa 4242" → "Visa 4242". */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
