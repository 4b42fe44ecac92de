import type { Means } from "../cards.ts";
import type { Store } from "../store.ts";
import type { CreateParams } from "./checkout-session-params.ts";
import type { WireLineItem } from "./line-items.ts";

/** What belongs to a session and Stripe does not show on it. */
export interface SessionDetails {
  readonly id: string;
  readonly created: number;
  readonly items: readonly WireLineItem[];
  /** What the page calls each item: Stripe's line items keep the name alone. */
  readonly labels: readonly string[];
  /** How the parcel travels, as the page names it. */
  readonly shippingName: string | null;
  /** What to pay with, once the bank has asked the shopper whether it is them. */
  readonly authenticating: Means | null;
  /** What the payment is to carry once there is one. */
  readonly payment: {
    readonly description: string | null;
    readonly metadata: Record<string, string>;
    readonly receiptEmail: string | null;
    readonly statementDescriptor: string | null;
    readonly statementDescriptorSuffix: string | null;
  };
}

/** Reads the details of a session that exists. */
export function detailsOf(store: Store, sessionId: string): SessionDetails {
  return store.get("session_details", idFor(sessionId));
}

export function createDetails(
  sessionId: string,
  params: CreateParams,
  items: readonly WireLineItem[],
  now: number,
): SessionDetails {
  const payment = params.payment_intent_data ?? {};
  return {
    id: idFor(sessionId),
    created: now,
    items,
    labels: params.line_items.map(({ price_data: { product_data, product } }) =>
      [product_data?.name ?? product, product_data?.description].filter(Boolean).join(", "),
    ),
    shippingName: params.shipping_options?.[0]?.shipping_rate_data.display_name ?? null,
    authenticating: null,
    payment: {
      description: payment.description ?? null,
      metadata: payment.metadata ?? {},
      receiptEmail: payment.receipt_email ?? null,
      statementDescriptor: payment.statement_descriptor ?? null,
      statementDescriptorSuffix: payment.statement_descriptor_suffix ?? null,
    },
  };
}

function idFor(sessionId: string): string {
  return `${sessionId}/details`;
}
