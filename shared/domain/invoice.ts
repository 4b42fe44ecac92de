import { Problem } from "#values/error-codes";
import type { Currency, Minor } from "#values/money";
import type { Address } from "./address.ts";
import type { Order, OrderItem } from "./order.ts";
import type { Seller } from "./seller.ts";

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

export interface TaxLine {
  readonly percent: number;
  readonly net: Minor;
  readonly tax: Minor;
  readonly gross: Minor;
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
  readonly taxes: readonly TaxLine[];
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

const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** One line for each part, as it stands on an envelope. */
function addressLines(address: Address): readonly string[] {
  const { name, line1, line2, postalCode, city, region, country } = address;
  const lines = [name, line1, line2, `${postalCode} ${city}`, region, regions.of(country)];
  return lines.filter((line): line is string => Boolean(line));
}

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
function delivery(order: Order, paidAt: string): readonly Fact[] {
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
  const way = order.shippingMethod === "express" ? "Express" : "Post";
  return [
    { label: "Goods", amount: order.subtotal },
    ...(order.discount === 0 ? [] : [{ label: "Discount", amount: -order.discount }]),
    { label: `Delivery by ${way.toLowerCase()}`, amount: order.shipping },
    ...(order.taxIncluded
      ? []
      : order.taxes.map(({ percent, tax }) => ({ label: `VAT ${percent}%`, amount: tax }))),
  ];
}

function taxesOf(order: Order): readonly TaxLine[] {
  const { total, tax, items } = order;
  // Orders of before rates were kept were taxed at one rate.
  const [percent = 0] = items.map((item) => item.taxPercent);
  const owed = order.taxes.length > 0 ? order.taxes : [{ percent, net: total - tax, tax }];
  return owed.map((one) => ({ ...one, gross: one.net + one.tax }));
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
  const buyer = addressLines(order.billingAddress ?? order.shippingAddress);
  const destination = addressLines(order.shippingAddress);
  const number = invoiceNumber(order);
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
      ...delivery(order, paidAt),
    ],
    currency: order.currency,
    lines: order.items.map(toLine),
    sums: sumsOf(order),
    total: { label: "Total", amount: order.total },
    taxes: taxesOf(order),
    notes: [
      `Paid ${onDay(paidAt)}${method === null ? "" : ` with ${capital(method)}`}. Nothing is left to pay.`,
    ],
    issuedAt: paidAt,
  };
}

/** "visa 4242" → "Visa 4242". */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
