import { z } from "zod";

/**
 * What travels through the queues. Old messages meet new code and the other way round: fields are
 * added as optional, unknown ones are dropped, none is renamed.
 */

/** A verified event of Stripe, cut down to what the orders job needs to ask for the rest. */
const stripeEventMessage = z.object({
  kind: z.literal("stripe.event"),
  /** Stripe's `evt_…`: the key under which its effect is recorded once. */
  id: z.string().min(1),
  /** Such as `checkout.session.completed`. */
  type: z.string().min(1),
  /** Seconds since 1970, UTC, by Stripe's clock. */
  created: z.int(),
  sessionId: z.string().optional(),
  paymentIntentId: z.string().optional(),
  /** From the session's client_reference_id or the object's metadata. */
  orderNumber: z.string().optional(),
  /** Of a refused payment: Stripe's decline code, or its error code where there is none. */
  declineCode: z.string().optional(),
});

export type StripeEventMessage = z.output<typeof stripeEventMessage>;

/** A refund that was written down, to be made at the payment provider. Harmless to repeat. */
const refundMessage = z.object({
  kind: z.literal("refund"),
  orderNumber: z.string().min(1),
  /** R1, R2 … within its order. */
  refundId: z.string().min(1),
  /** The ULID in `EVT#ulid`; the item is deleted when the provider has taken it on. */
  outboxId: z.string().min(1),
});

export type RefundMessage = z.output<typeof refundMessage>;

export const orderMessage = z.discriminatedUnion("kind", [stripeEventMessage, refundMessage]);

export type OrderMessage = z.output<typeof orderMessage>;

/** The outbox kind that becomes a RefundMessage; its subject is the refund's id. */
export const REFUND_REQUESTED = "refund.requested";

/** Outbox kinds that become a mail. An outbox item of another kind is not ours to deliver. */
export const mailKind = z.enum(["order.paid", "order.shipped"]);

export type MailKind = z.output<typeof mailKind>;

export const mailMessage = z.object({
  /** The ULID in `EVT#ulid`; the item is deleted when the mail is on its way. */
  outboxId: z.string().min(1),
  kind: mailKind,
  orderNumber: z.string().min(1),
});

export type MailMessage = z.output<typeof mailMessage>;

/** Names a mail once and for all: a shopper gets each kind once for each order. */
export function mailKey(kind: MailKind, orderNumber: string): string {
  return `${kind}/${orderNumber}`;
}

export const projectedType = z.enum(["Product", "Stock", "Category", "Order", "Profile"]);

export type ProjectedType = z.output<typeof projectedType>;

/** One item of the table as it stands after a change; the item's version decides which is newer. */
export const projectionMessage = z.object({
  type: projectedType,
  key: z.object({ PK: z.string(), SK: z.string() }),
  version: z.int(),
  /** The whole item; null when it was deleted, and then `version` is that of its last image. */
  image: z.record(z.string(), z.unknown()).nullable(),
  /** Of a deleted item, which a projection may need to find its rows. */
  oldImage: z.record(z.string(), z.unknown()).optional(),
});

export type ProjectionMessage = z.output<typeof projectionMessage>;

/** Pages to render again: of these products and shelves, or all of them. */
export const publishMessage = z.object({
  productIds: z.array(z.string()).optional(),
  /** Slugs. */
  categories: z.array(z.string()).optional(),
  /** Slugs that products have or had: where none has it any more, its page goes. */
  productSlugs: z.array(z.string()).optional(),
  everything: z.boolean().optional(),
});

export type PublishMessage = z.output<typeof publishMessage>;

/** What each queue carries. */
export interface QueueMessages {
  readonly orders: OrderMessage;
  readonly mail: MailMessage;
  readonly projection: ProjectionMessage;
  readonly publish: PublishMessage;
}
