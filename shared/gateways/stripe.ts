import StripeSdk from "stripe";
import { z } from "zod";
import type { Currency, Minor } from "#values/money";
import { call, callOrMissing, connect, type Span, toProblem, within } from "./stripe-client.ts";

export interface PaymentLine {
  readonly name: string;
  /** Such as "9 cm"; left out where empty. */
  readonly description?: string;
  /** Absolute address. */
  readonly image?: string;
  readonly unitPrice: Minor;
  readonly quantity: number;
}

export interface PaymentRequest {
  readonly orderNumber: string;
  readonly email: string;
  readonly currency: Currency;
  /** Hash of what the shopper accepted; an order from before there were quotes has none. */
  readonly quote: string;
  readonly lines: readonly PaymentLine[];
  readonly shipping: { readonly name: string; readonly amount: Minor };
  /** What the order says; the lines and shipping must add up to it. */
  readonly total: Minor;
  readonly successUrl: string;
  readonly cancelUrl: string;
  /**
   * When the payment page closes: 30 minutes to 24 hours from Stripe's now. A retry must send the
   * same instant, because the idempotency key binds Stripe to the first request's parameters.
   */
  readonly expiresAt: Date;
}

export interface PaymentSession {
  readonly id: string;
  /** Null once it is no longer open. */
  readonly url: string | null;
  readonly status: "open" | "complete" | "expired";
  readonly paid: boolean;
  readonly amount: Minor;
  /** ISO 4217 in capitals. */
  readonly currency: string;
  readonly orderNumber: string | undefined;
  /** The quote that it was opened for; empty where it says none. */
  readonly quote: string;
  readonly paymentIntentId: string | undefined;
  /** Undefined before the shopper first tried to pay. */
  readonly payment: Payment | undefined;
}

export interface Payment {
  readonly id: string;
  /** Stripe's own word: `succeeded`, `processing`, `requires_payment_method`, `canceled` … */
  readonly status: string;
  readonly amount: Minor;
  readonly refunded: Minor;
  readonly currency: string;
  readonly orderNumber: string | undefined;
  /** Such as `visa`, or `SEPA` for a bank account. */
  readonly brand: string | undefined;
  readonly last4: string | undefined;
}

/**
 * Opens Stripe's hosted payment page for an order. The order number is the idempotency key: called
 * again, it answers the same session.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE where Stripe does not answer
 */
export async function createCheckoutSession(request: PaymentRequest): Promise<PaymentSession> {
  requireSum(request);
  const { orderNumber, quote } = request;
  const metadata = { orderNumber, ...(quote === "" ? {} : { quote }) };
  const lines = request.lines.map((line) => toLineItem(line, request.currency));
  const shipping = toLineItem(
    { name: request.shipping.name, unitPrice: request.shipping.amount, quantity: 1 },
    request.currency,
  );
  const session = await call((stripe) =>
    stripe.checkout.sessions.create(
      {
        mode: "payment",
        ui_mode: "hosted_page",
        client_reference_id: request.orderNumber,
        customer_email: request.email,
        metadata,
        payment_intent_data: { metadata },
        line_items: request.shipping.amount > 0 ? [...lines, shipping] : lines,
        success_url: request.successUrl,
        cancel_url: request.cancelUrl,
        expires_at: Math.floor(request.expiresAt.getTime() / 1_000),
      },
      { idempotencyKey: request.orderNumber },
    ),
  );
  return toSession(session);
}

/** In one answer with the session: what it took, and what of it went back. */
const PAYMENT = "payment_intent.latest_charge";

/** The session as it stands, or undefined where Stripe knows none. */
export async function retrieveCheckoutSession(id: string): Promise<PaymentSession | undefined> {
  const session = await callOrMissing((stripe) =>
    stripe.checkout.sessions.retrieve(id, { expand: [PAYMENT] }),
  );
  return session && toSession(session);
}

/**
 * Closes the payment page, so that its stock can be released. Gives what the session became:
 * `complete` where the payment was faster, undefined where Stripe knows no such session.
 * @throws where the page stays open for whatever reason: its stock must stay held then
 */
export async function expireCheckoutSession(id: string): Promise<PaymentSession | undefined> {
  const stripe = await connect();
  try {
    return toSession(await stripe.checkout.sessions.expire(id, { expand: [PAYMENT] }));
  } catch (error) {
    // Only an open session can be expired; what it is instead decides what the caller does.
    if (error instanceof StripeSdk.errors.StripeInvalidRequestError) {
      const session = await retrieveCheckoutSession(id);
      if (session?.status !== "open") return session;
    }
    throw toProblem(error);
  }
}

/** A payment with its card, or undefined where Stripe knows none. */
export async function retrievePayment(paymentIntentId: string): Promise<Payment | undefined> {
  const intent = await callOrMissing((stripe) =>
    stripe.paymentIntents.retrieve(paymentIntentId, { expand: ["latest_charge"] }),
  );
  return intent && toPayment(intent);
}

function toPayment(intent: StripeSdk.PaymentIntent): Payment {
  const charge = typeof intent.latest_charge === "string" ? null : intent.latest_charge;
  const { card, sepa_debit: account } = charge?.payment_method_details ?? {};
  return {
    id: intent.id,
    status: intent.status,
    amount: intent.amount,
    refunded: charge?.amount_refunded ?? 0,
    currency: intent.currency.toUpperCase(),
    orderNumber: intent.metadata["orderNumber"],
    brand: card?.brand ?? (account ? "SEPA" : undefined),
    last4: card?.last4 ?? account?.last4 ?? undefined,
  };
}

/** A refund as Stripe has it. */
export interface MadeRefund {
  readonly id: string;
  /** Stripe's own word: `succeeded`, `pending`, `requires_action`, `failed`, `canceled`. */
  readonly status: string;
  readonly amount: Minor;
  /** Why it failed, in Stripe's word, where it did. */
  readonly failure: string | undefined;
  /** Our own refund that it is; undefined where somebody made it at Stripe's pages. */
  readonly refundId: string | undefined;
}

/**
 * Gives `amount` back from a payment. `<orderNumber>/refund/<refundId>` is the idempotency key, which
 * Stripe remembers for a day or more: whoever asks later looks into `listRefunds` first.
 * @returns what Stripe made of it, or why it refuses for good
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE where Stripe does not answer
 */
export async function refund(request: {
  readonly paymentIntentId: string;
  readonly orderNumber: string;
  readonly refundId: string;
  readonly amount: Minor;
}): Promise<MadeRefund | { readonly refused: string }> {
  const { paymentIntentId, orderNumber, refundId, amount } = request;
  const stripe = await connect();
  try {
    return toMadeRefund(
      await stripe.refunds.create(
        { payment_intent: paymentIntentId, amount, metadata: { orderNumber, refundId } },
        { idempotencyKey: `${orderNumber}/refund/${refundId}` },
      ),
    );
  } catch (error) {
    if (error instanceof StripeSdk.errors.StripeInvalidRequestError) {
      return { refused: error.message };
    }
    throw toProblem(error);
  }
}

/** Stripe gives a hundred at most in one page, and no payment of ours is given back in more parts. */
const REFUNDS_OF_A_PAYMENT = 100;

/** Every refund of one payment, newest first. */
export async function listRefunds(paymentIntentId: string): Promise<MadeRefund[]> {
  const made = await call((stripe) =>
    stripe.refunds.list({ payment_intent: paymentIntentId, limit: REFUNDS_OF_A_PAYMENT }),
  );
  return made.data.map(toMadeRefund);
}

function toMadeRefund(made: StripeSdk.Refund): MadeRefund {
  return {
    id: made.id,
    status: made.status ?? "pending",
    amount: made.amount,
    failure: made.failure_reason ?? undefined,
    refundId: made.metadata?.["refundId"],
  };
}

/**
 * Sessions that are complete, paid or not, created from the one moment until before the other.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function completeSessions(created: Span): Promise<PaymentSession[]> {
  return await call(async (stripe) => {
    const list = stripe.checkout.sessions.list({
      status: "complete",
      created: within(created),
      limit: 100,
      expand: [`data.${PAYMENT}`],
    });
    const found: PaymentSession[] = [];
    for await (const session of list) found.push(toSession(session));
    return found;
  });
}

function toLineItem(line: PaymentLine, currency: Currency) {
  return {
    quantity: line.quantity,
    price_data: {
      currency: currency.toLowerCase(),
      unit_amount: line.unitPrice,
      product_data: {
        name: line.name,
        ...(line.description ? { description: line.description } : {}),
        ...(line.image ? { images: [line.image] } : {}),
      },
    },
  };
}

/** What Stripe charges is the sum of its lines; it must be what the order says. */
function requireSum(request: PaymentRequest): void {
  const lines = request.lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
  if (lines + request.shipping.amount !== request.total) {
    throw new Error(`The lines of ${request.orderNumber} do not add up to its total.`);
  }
}

function toSession(session: StripeSdk.Checkout.Session): PaymentSession {
  const intent = session.payment_intent;
  return {
    id: session.id,
    url: session.url ?? null,
    status: sessionStatus.parse(session.status),
    // A page that asks for nothing says "no_payment_required" from the start.
    paid: session.status === "complete" && session.payment_status !== "unpaid",
    amount: session.amount_total ?? 0,
    currency: (session.currency ?? "").toUpperCase(),
    orderNumber: session.client_reference_id ?? undefined,
    quote: session.metadata?.["quote"] ?? "",
    paymentIntentId: typeof intent === "string" ? intent : (intent?.id ?? undefined),
    payment: typeof intent === "string" || intent === null ? undefined : toPayment(intent),
  };
}

const sessionStatus = z.enum(["open", "complete", "expired"]);
