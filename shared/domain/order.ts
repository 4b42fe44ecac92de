import type { Currency, Minor } from "#values/money";
import type { Address } from "./address.ts";
import type { Tint } from "./product.ts";

export type OrderStatus =
  | "PENDING"
  | "PAID"
  | "PROCESSING"
  | "SHIPPED"
  | "DELIVERED"
  | "CANCELLED"
  | "REFUNDED";

export type ShippingMethod = "standard" | "express";

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
  readonly total: Minor;
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
}

export interface Fulfilment {
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedAt: string;
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
  readonly currency: Currency;
  readonly shippingMethod: ShippingMethod;
  readonly shippingAddress: Address;
  readonly billingAddress: Address | null;
  readonly payment: Payment;
  readonly fulfilments: readonly Fulfilment[];
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
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly expiresAt: string;
  readonly version: number;
}
