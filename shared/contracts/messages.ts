import { z } from "zod";
import { CHECKS } from "#domain/integrity";
import { ORDER_MAILS } from "#domain/mail/kinds";

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
  /** The event's id; the item is deleted when the provider has taken it on. */
  outboxId: z.string().min(1),
});

export type RefundMessage = z.output<typeof refundMessage>;

export const orderMessage = z.discriminatedUnion("kind", [stripeEventMessage, refundMessage]);

export type OrderMessage = z.output<typeof orderMessage>;

/** The outbox kind that becomes a RefundMessage; its subject is the refund's id. */
export const REFUND_REQUESTED = "refund.requested";

/** Outbox kinds that become a mail to the shopper. An outbox item of another kind is no mail. */
export const mailKind = z.enum(ORDER_MAILS);

export type MailKind = z.output<typeof mailKind>;

const orderMail = z.object({
  /** The event's id; the item is deleted when the mail is on its way. */
  outboxId: z.string().min(1),
  kind: mailKind,
  orderNumber: z.string().min(1),
  /** What of the order it is about: a fulfilment F1, a refund R1, a return T1. */
  subject: z.string().min(1).optional(),
});

export type OrderMailMessage = z.output<typeof orderMail>;

/** To staff: few pieces of a SKU are left. The relay sees it in the stream; no order is behind it. */
const stockMail = z.object({
  kind: z.literal("stock.low"),
  sku: z.string().min(1),
  /** How often the SKU was restocked before: staff are told once between two deliveries. */
  generation: z.int().min(0),
});

export type StockMailMessage = z.output<typeof stockMail>;

/** To whoever asked to be told: a SKU can be bought again. Undone by whoever forgets the address. */
const restockMail = z.object({
  kind: z.literal("stock.back"),
  /** The wish's own id: the same address may ask again, and gets another mail then. */
  id: z.string().min(1),
  sku: z.string().min(1),
  email: z.string().min(3),
});

export type RestockMailMessage = z.output<typeof restockMail>;

/** To a customer, whose password was just changed with a code from this address. */
const accountMail = z.object({
  kind: z.literal("account.password-changed"),
  /** Tells one change from the next. */
  id: z.string().min(1),
  email: z.string().min(3),
  /** The shop's address as the customer saw it, without a trailing slash. */
  storeUrl: z.string().min(1),
});

export type AccountMailMessage = z.output<typeof accountMail>;

export const mailMessage = z.discriminatedUnion("kind", [
  orderMail,
  stockMail,
  restockMail,
  accountMail,
]);

export type MailMessage = z.output<typeof mailMessage>;

/** Names a mail of an order once and for all: a shopper gets each kind once for each subject. */
export function mailKey(kind: MailKind, orderNumber: string, subject?: string): string {
  return subject === undefined ? `${kind}/${orderNumber}` : `${kind}/${orderNumber}/${subject}`;
}

/** Names the mail that a message asks for, however often it asks. */
export function keyOfMail(message: MailMessage): string {
  if (message.kind === "stock.low") return `stock.low/${message.sku}/${message.generation}`;
  if (message.kind === "account.password-changed" || message.kind === "stock.back") {
    return `${message.kind}/${message.id}`;
  }
  return mailKey(message.kind, message.orderNumber, message.subject);
}

/** The tag that carries a mail's key through SES. */
export const MAIL_TAG = "mail";

/**
 * What became of a mail, as SES publishes it: the `detail` of its event in EventBridge. Never changed
 * by us, so only what we read is named.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const mailEventMessage = z.object({
  /** `Send`, `Delivery`, `Bounce` … */
  eventType: z.string(),
  mail: z.object({
    messageId: z.string().min(1),
    /** When SES took it. */
    timestamp: z.string(),
    tags: z.record(z.string(), z.array(z.string())).default({}),
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string(),
      timestamp: z.string(),
      bouncedRecipients: z.array(z.object({ diagnosticCode: z.string().optional() })).default([]),
    })
    .optional(),
  complaint: z
    .object({ complaintFeedbackType: z.string().nullish(), timestamp: z.string() })
    .optional(),
  delivery: z.object({ timestamp: z.string() }).optional(),
  deliveryDelay: z.object({ delayType: z.string(), timestamp: z.string() }).optional(),
  reject: z.object({ reason: z.string() }).optional(),
  failure: z.object({ errorMessage: z.string() }).optional(),
});

export type MailEventMessage = z.output<typeof mailEventMessage>;

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

/** One check of one run of the integrity auditor. */
export const integrityMessage = z.object({
  runId: z.string().min(1),
  check: z.enum(CHECKS),
  /** Changes that waited for the projector when the run began. */
  projecting: z.int().default(0),
});

export type IntegrityMessage = z.output<typeof integrityMessage>;

/** What each queue carries. */
export interface QueueMessages {
  readonly orders: OrderMessage;
  readonly mail: MailMessage;
  readonly mailEvents: MailEventMessage;
  readonly projection: ProjectionMessage;
  readonly publish: PublishMessage;
  readonly integrity: IntegrityMessage;
  /** Its job is in the reporting database's network, so it has a queue of its own. */
  readonly reporting: IntegrityMessage;
}
