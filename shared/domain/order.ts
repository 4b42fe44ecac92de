import { Problem } from "#values/error-codes";
import type { Minor, ShopCurrency } from "#values/money";
import type { Address } from "./address.ts";
import { declineWords } from "./decline.ts";
import type { Fulfilment } from "./fulfilment.ts";
import type { Tint } from "./product.ts";
import type { Refund } from "./refund.ts";
import type { Return } from "./return.ts";
import type { HeldLine } from "./stock.ts";
import type { Effect } from "./promotion.ts";
import type { ShippingMethod } from "./shipping.ts";
import type { TaxLine } from "./tax.ts";

export const STATUSES = [
  "PENDING",
  "PAID",
  "PROCESSING",
  "SHIPPED",
  "DELIVERED",
  "CANCELLED",
  "REFUNDED",
] as const;

export type OrderStatus = (typeof STATUSES)[number];

/** A line with the order's own copy of what was bought, so that later edits do not rewrite it. */
export interface OrderItem {
  readonly sku: string;
  readonly productId: string;
  readonly slug: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly image: string | null;
  readonly tint: Tint | null;
  readonly quantity: number;
  readonly price: Minor;
  /** Price times pieces, before discounts. */
  readonly total: Minor;
  /** Of `quantity`, the pieces that were not in the house when it was ordered: they come later. */
  readonly backordered: number;
  /** Its share of the order's discount. */
  readonly discount: Minor;
  /** Its share of the order's tax. */
  readonly tax: Minor;
  readonly taxPercent: number;
}

/** A promotion that the order used. */
export interface UsedPromotion {
  readonly promotionId: string;
  /** Null: it applied by itself. */
  readonly code: string | null;
  readonly title: string;
  readonly kind: Effect["kind"];
  /** Off the goods; for free delivery, what that would have cost. */
  readonly amount: Minor;
  /** Its uses are limited in all, or for each customer, and this order took one. */
  readonly counted: boolean;
  readonly countedForCustomer: boolean;
}

/** Everything about the payment; null until it is known. */
export interface Payment {
  readonly sessionId: string | null;
  readonly url: string | null;
  /** When the payment page closes. Fixed with the order: a retry must send Stripe the same. */
  readonly sessionExpiresAt: string;
  readonly intentId: string | null;
  /** Such as "visa 4242". */
  readonly method: string | null;
  readonly paidAt: string | null;
  /** In words: why the last try to pay failed, or that the bank has not decided. */
  readonly problem?: string | undefined;
  /** The page is done and the bank is not: nobody should pay a second time meanwhile. */
  readonly undecided?: boolean | undefined;
}

/** Pieces of one line. */
export interface Pieces {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order {
  readonly orderNumber: string;
  readonly status: OrderStatus;
  /** Cognito sub; null for a guest. */
  readonly userId: string | null;
  readonly email: string;
  readonly cartId: string;
  readonly items: readonly OrderItem[];
  readonly subtotal: Minor;
  readonly discount: Minor;
  readonly tax: Minor;
  readonly shipping: Minor;
  readonly total: Minor;
  readonly currency: ShopCurrency;
  readonly promotions: readonly UsedPromotion[];
  /** What is owed at each rate, the highest first. */
  readonly taxes: readonly TaxLine[];
  /** The tax is contained in the total; otherwise it was added to it. */
  readonly taxIncluded: boolean;
  /** Hash of the quote that the shopper accepted, see quote-seal.ts; empty on orders before it. */
  readonly quote: string;
  readonly shippingMethod: ShippingMethod;
  readonly shippingAddress: Address;
  readonly billingAddress: Address | null;
  readonly payment: Payment;
  /** What left, came back and was given back lies in the order itself: one version guards all sums. */
  readonly fulfilments: readonly Fulfilment[];
  readonly refunds: readonly Refund[];
  readonly returns: readonly Return[];
  /** The shop's address as the shopper saw it, for links in mails; no trailing slash. */
  readonly storeUrl: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An entry of the order's timeline. `version` is that of the order which it led to. */
export interface OrderEvent {
  readonly orderNumber: string;
  readonly version: number;
  readonly kind: string;
  readonly title: string;
  readonly detail: string | null;
  readonly actor: string;
  readonly at: string;
}

/** Stock held for an unpaid order. It is there exactly as long as the stock is held. */
export interface Reservation {
  readonly orderNumber: string;
  readonly lines: readonly HeldLine[];
  readonly expiresAt: string;
  readonly version: number;
}

/** SYSTEM acts where no person does. */
export const SYSTEM = "system";

/**
 * The order's life. No other file assigns a status. CANCELLED leads back to PAID for a payment that
 * arrives after its hold has ended, where the goods are still there.
 */
const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ["PAID", "CANCELLED"],
  PAID: ["PROCESSING", "SHIPPED", "CANCELLED", "REFUNDED"],
  // DELIVERED at once where the part that had not left is refunded after the other has arrived.
  PROCESSING: ["SHIPPED", "DELIVERED", "CANCELLED", "REFUNDED"],
  // Back where a refund of pieces that had not left has failed: they are to be sent after all.
  SHIPPED: ["PROCESSING", "DELIVERED", "REFUNDED"],
  DELIVERED: ["PROCESSING", "REFUNDED"],
  CANCELLED: ["PAID"],
  // Back where the bank sends the money of a refund back: it is not given back any more.
  REFUNDED: ["PROCESSING", "SHIPPED", "DELIVERED"],
};

/** Whether the order's life leads from one status to the other in one step. */
export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return NEXT[from].includes(to);
}

/** An order one version on, with the entry of the timeline that says why. */
export interface Step {
  readonly order: Order;
  readonly event: OrderEvent;
}

/** What the timeline says of a step. */
export interface Note {
  readonly kind: string;
  readonly title: string;
  readonly detail?: string | null;
  readonly actor?: string;
}

/** The order one version on, in the status it has. */
export function advance(
  order: Order,
  change: Partial<Omit<Order, "status">>,
  note: Note,
  now: Date,
): Step {
  return step(order, change, note, now);
}

function step(order: Order, change: Partial<Order>, note: Note, now: Date): Step {
  const at = now.toISOString();
  const version = order.version + 1;
  return {
    order: { ...order, ...change, version, updatedAt: at },
    event: {
      orderNumber: order.orderNumber,
      version,
      kind: note.kind,
      title: note.title,
      detail: note.detail ?? null,
      actor: note.actor ?? SYSTEM,
      at,
    },
  };
}

/**
 * The order one version on, in another status.
 * @throws Problem ORDER_STATUS_CONFLICT where its life does not lead there
 */
export function become(
  order: Order,
  status: OrderStatus,
  change: Partial<Omit<Order, "status">>,
  note: Note,
  now: Date,
): Step {
  if (!mayBecome(order.status, status)) {
    throw new Problem(
      "ORDER_STATUS_CONFLICT",
      `Order ${order.orderNumber} is ${order.status}: it cannot become ${status}.`,
    );
  }
  return step(order, { ...change, status }, note, now);
}

/** What only comes to an order after it was placed. */
type Later = "fulfilments" | "refunds" | "returns";

/** A new order, waiting for its payment. */
export function place(
  content: Omit<Order, "status" | "version" | "createdAt" | "updatedAt" | Later>,
  now: Date,
): Step {
  const at = now.toISOString();
  const pieces = content.items.reduce((sum, item) => sum + item.quantity, 0);
  const later = content.items.reduce((sum, item) => sum + item.backordered, 0);
  const draft: Order = {
    ...content,
    status: "PENDING",
    fulfilments: [],
    refunds: [],
    returns: [],
    version: 0,
    createdAt: at,
    updatedAt: at,
  };
  const promised = later === 0 ? "" : `, ${later} to come later`;
  const held = `${pieces - later} ${pieces - later === 1 ? "item" : "items"} reserved`;
  const detail = `${held}${promised}, prices frozen.`;
  const actor = content.userId ?? "guest";
  return advance(draft, {}, { kind: "placed", title: "Order placed", detail, actor }, now);
}

/**
 * The order ends without its goods leaving the house.
 * @throws Problem ORDER_STATUS_CONFLICT
 */
export function cancel(
  order: Order,
  why: { readonly detail: string; readonly actor?: string },
  now: Date,
): Step {
  // Once its bank has decided, it can only have said no.
  const { undecided, ...payment } = order.payment;
  const problem = undecided ? declineWords(undefined) : payment.problem;
  return become(
    order,
    "CANCELLED",
    { payment: { ...payment, problem } },
    { kind: "cancelled", title: "Order cancelled", ...why },
    now,
  );
}

/** Something worth knowing that changes no status, e.g. a declined card. */
export function remark(order: Order, note: Note, now: Date): Step {
  return advance(order, {}, note, now);
}

const PAID: ReadonlySet<OrderStatus> = new Set(["PAID", "PROCESSING", "SHIPPED", "DELIVERED"]);

/** True once money was taken for it, and not given back. */
export function isPaid(order: Order): boolean {
  return PAID.has(order.status);
}
