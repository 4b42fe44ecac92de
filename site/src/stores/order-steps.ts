import * as Money from "#values/money";
import { methodName } from "#domain/payment-method";
import { pieces, price } from "../format.ts";
import type { Order } from "./order.ts";

/** One thing that happened to an order, or the one that it waits for. */
export interface OrderStep {
  readonly key: string;
  /** ISO 8601; null for what has not happened yet. */
  readonly at: string | null;
  readonly title: string;
  readonly detail: string | null;
  /** Where the parcel can be followed. */
  readonly link?: { readonly label: string; readonly url: string };
}

type Pieces = Order["fulfilments"][number]["lines"];

/** "2 × Fox, Rocket": what of the order a parcel, a refund or a return is about. */
function named(order: Order, lines: Pieces): string {
  return lines
    .map(({ sku, quantity }) => {
      const name = order.items.find((item) => item.sku === sku)?.name ?? sku;
      return quantity > 1 ? `${quantity} × ${name}` : name;
    })
    .join(", ");
}

const count = (lines: Pieces): number => lines.reduce((sum, line) => sum + line.quantity, 0);

/** Pieces that are neither in a parcel nor paid back; the shop still owes them. */
export function stillToCome(order: Order): number {
  const left = count(order.fulfilments.flatMap((parcel) => parcel.lines));
  const ordered = count(order.items);
  if (order.status === "CANCELLED" || order.status === "REFUNDED") return 0;
  const dropped = order.items.reduce((sum, { sku, quantity }) => {
    const sent = of(order.fulfilments, sku);
    const back = of(
      order.refunds.filter((refund) => refund.returnId === null),
      sku,
    );
    return sum + Math.min(back, quantity - sent);
  }, 0);
  return Math.max(0, ordered - left - dropped);
}

/** What has gone back to the shopper so far, in major units. */
export function paidBack(order: Pick<Order, "refunds">): number {
  const made = order.refunds.filter((refund) => refund.status === "SUCCEEDED");
  return Money.toMajor(Money.round(made.reduce((sum, { amount }) => sum + amount, 0) * 100));
}

const of = (all: readonly { lines: Pieces }[], sku: string): number =>
  count(all.flatMap(({ lines }) => lines.filter((line) => line.sku === sku)));

/** What happened to an order so far, oldest first, and at the end what comes next, if anything. */
export function stepsOf(order: Order): OrderStep[] {
  const past = [...payment(order), ...parcels(order), ...moneyBack(order), ...returns(order)];
  const sorted = past.toSorted((a, b) => ((a.at ?? "") < (b.at ?? "") ? -1 : 1));
  const next = nextOf(order);
  return next ? [...sorted, next] : sorted;
}

function payment(order: Order): OrderStep[] {
  const placed = { key: "placed", at: order.createdAt, title: "Ordered", detail: null };
  return order.paymentMethod === null && order.status === "CANCELLED"
    ? [placed]
    : [{ ...placed, title: "Ordered and paid", detail: price(order.total) }];
}

function parcels(order: Order): OrderStep[] {
  const several = order.fulfilments.length > 1 || stillToCome(order) > 0;
  return order.fulfilments.flatMap((parcel, at): OrderStep[] => {
    const name = several ? `Parcel ${at + 1}` : "Your parcel";
    const { carrier, trackingNumber, trackingUrl } = parcel;
    const by = [carrier && `with ${carrier}`, trackingNumber].filter(Boolean).join(", ");
    const what = several ? named(order, parcel.lines) : "";
    const left: OrderStep = {
      key: parcel.id,
      at: parcel.shippedAt,
      title: `${name} left us`,
      detail: [what, by].filter(Boolean).join("; ") || null,
      ...(trackingUrl ? { link: { label: "Follow it", url: trackingUrl } } : {}),
    };
    if (parcel.deliveredAt === null) return [left];
    const key = `${parcel.id} there`;
    return [left, { key, at: parcel.deliveredAt, title: `${name} is with you`, detail: null }];
  });
}

function moneyBack(order: Order): OrderStep[] {
  const card = order.paymentMethod ? ` to ${methodName(order.paymentMethod)}` : "";
  return order.refunds.map((refund) => ({
    key: refund.id,
    at: refund.settledAt ?? refund.requestedAt,
    title:
      refund.status === "SUCCEEDED"
        ? `${price(refund.amount)} paid back${card}`
        : `${price(refund.amount)} on its way back${card}`,
    detail: named(order, refund.lines) || null,
  }));
}

const RETURN_TITLES: Record<Order["returns"][number]["status"], string> = {
  REQUESTED: "You asked to send something back",
  APPROVED: "You may send it back",
  REJECTED: "We could not take it back",
  RECEIVED: "Your return is with us",
  REFUNDED: "Your return is with us",
};

function returns(order: Order): OrderStep[] {
  return order.returns.map((one) => ({
    key: one.id,
    at: one.updatedAt,
    title: RETURN_TITLES[one.status],
    detail: [named(order, one.lines), one.rejection].filter(Boolean).join(". ") || null,
  }));
}

function nextOf(order: Order): OrderStep | undefined {
  const owed = stillToCome(order);
  if (order.status === "PENDING" || owed === 0) return undefined;
  const some = order.fulfilments.length > 0;
  const detail = some ? `${pieces(owed, "figurine")} still to come.` : null;
  const title = order.status === "PROCESSING" && !some ? "Being packed" : "Waiting to be packed";
  return { key: "next", at: null, title: some ? "The rest follows" : title, detail };
}
