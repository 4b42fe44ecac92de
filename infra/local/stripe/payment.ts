import type Stripe from "stripe";
import type { Means } from "./cards.ts";
import { behaviourOf, type Decline, type Ending } from "./endings.ts";
import type { World } from "./operation.ts";
import { book } from "./resources/balance-transactions.ts";
import { chargeObject } from "./resources/charges.ts";
import { customerDetails } from "./resources/checkout-session-object.ts";
import { intentOf } from "./resources/payment-intents.ts";
import { detailsOf } from "./resources/session-details.ts";

/** How trying to pay went. */
export type PaymentResult =
  | { readonly kind: "paid" | "undecided" | "authenticate" | "closed" }
  /** It has paid, but must not say so. */
  | { readonly kind: "answer-lost" }
  | { readonly kind: "declined"; readonly decline: Decline };

const UNAUTHENTICATED: Decline = {
  code: "payment_intent_authentication_failure",
  message:
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
};

/** A direct debit that the account does not cover; Stripe names no reason of the bank's. */
const BOUNCED: Decline = {
  code: "payment_intent_payment_attempt_failed",
  message: "The payment failed.",
};

type Session = Stripe.Checkout.Session;
type Intent = Stripe.PaymentIntent;

/** Tries to pay an open session. Runs as one transaction. */
export function pay(world: World, sessionId: string, means: Means): PaymentResult {
  return world.store.transaction(() => {
    const session = world.store.get("checkout.session", sessionId);
    if (session.status !== "open") return { kind: "closed" };
    const intent = intentOf(world, session);
    if (behaviourOf(means.number)?.authenticates) {
      askForAuthentication(world, session, intent, means);
      return { kind: "authenticate" };
    }
    return end(world, session, intent, means);
  });
}

/** Finishes an open session that asks for nothing: no card, no payment. Runs as one transaction. */
export function finishFree(world: World, sessionId: string): PaymentResult {
  return world.store.transaction(() => {
    const session = world.store.get("checkout.session", sessionId);
    if (session.status !== "open" || session.amount_total !== 0) return { kind: "closed" };
    const completed: Session = { ...session, status: "complete", url: null };
    world.store.put("checkout.session", completed);
    world.emit({ type: "checkout.session.completed", data: { object: completed } });
    return { kind: "paid" };
  });
}

/** Ends the authentication that a payment waits for. Runs as one transaction. */
export function finishAuthentication(
  world: World,
  sessionId: string,
  approved: boolean,
): PaymentResult {
  return world.store.transaction(() => {
    const session = world.store.get("checkout.session", sessionId);
    if (session.status !== "open") return { kind: "closed" };
    const intent = intentOf(world, session);
    const { authenticating: means } = detailsOf(world.store, sessionId);
    if (intent.status === "requires_action" && means !== null && approved) {
      return end(world, session, intent, means);
    }
    if (intent.status === "requires_action") fail(world, intent, UNAUTHENTICATED);
    return { kind: "declined", decline: UNAUTHENTICATED };
  });
}

/** The bank has made up its mind about an undecided payment. Runs as one transaction. */
export function decidePayment(world: World, intentId: string, approved: boolean): void {
  world.store.transaction(() => {
    const intent = world.store.get("payment_intent", intentId);
    const [session] = world.store.list("checkout.session", {
      where: { payment_intent: intentId },
    }).data;
    if (intent.status !== "processing" || typeof intent.latest_charge !== "string") return;
    if (session === undefined) return;
    const charge = world.store.get("charge", intent.latest_charge);
    if (!approved) {
      const failed: Stripe.Charge = {
        ...charge,
        amount_captured: 0,
        captured: false,
        failure_code: BOUNCED.code,
        failure_message: BOUNCED.message,
        paid: false,
        status: "failed",
      };
      world.store.put("charge", failed);
      world.emit({ type: "charge.failed", data: { object: failed } });
      fail(world, intent, BOUNCED, charge.id);
      world.emit({ type: "checkout.session.async_payment_failed", data: { object: session } });
      return;
    }
    const paid: Session = { ...session, payment_status: "paid" };
    const collected: Stripe.Charge = { ...charge, paid: true, status: "succeeded" };
    collect(world, intent, collected);
    world.store.put("checkout.session", paid);
    world.emit({ type: "checkout.session.async_payment_succeeded", data: { object: paid } });
  });
}

function end(world: World, session: Session, intent: Intent, means: Means): PaymentResult {
  const ending: Ending = behaviourOf(means.number)?.ending ?? { kind: "succeeds" };
  const email = session.customer_email;
  switch (ending.kind) {
    case "succeeds":
    case "answer-lost": {
      const charge = chargeObject(world, intent, means, email, { status: "succeeded" });
      collect(world, intent, charge);
      complete(world, session, intent, means, "paid");
      return { kind: ending.kind === "succeeds" ? "paid" : "answer-lost" };
    }
    case "declined": {
      const { decline } = ending;
      const charge = chargeObject(world, intent, means, email, { status: "failed", decline });
      world.store.put("charge", charge);
      world.emit({ type: "charge.failed", data: { object: charge } });
      fail(world, intent, decline, charge.id);
      return { kind: "declined", decline };
    }
    case "undecided": {
      const charge = chargeObject(world, intent, means, email, { status: "pending" });
      const processing: Intent = {
        ...intent,
        last_payment_error: null,
        latest_charge: charge.id,
        next_action: null,
        payment_method: charge.payment_method,
        status: "processing",
      };
      world.store.put("charge", charge);
      world.store.put("payment_intent", processing);
      world.emit({ type: "charge.pending", data: { object: charge } });
      world.emit({ type: "payment_intent.processing", data: { object: processing } });
      complete(world, session, intent, means, "unpaid");
      world.decideLater(intent.id, ending.approved);
      return { kind: "undecided" };
    }
    default:
      throw new Error(`No such ending: ${String(ending satisfies never)}.`);
  }
}

/** The money is there. */
function collect(world: World, intent: Intent, drawn: Stripe.Charge): void {
  const { id, currency, amount } = drawn;
  const booked = book(world, { id, currency, type: "charge", amount });
  const charge: Stripe.Charge = { ...drawn, balance_transaction: booked };
  const succeeded: Intent = {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: id,
    next_action: null,
    payment_method: charge.payment_method,
    status: "succeeded",
  };
  world.store.put("charge", charge);
  world.store.put("payment_intent", succeeded);
  world.emit({ type: "charge.succeeded", data: { object: charge } });
  world.emit({ type: "payment_intent.succeeded", data: { object: succeeded } });
}

/** The page has done its part. */
function complete(
  world: World,
  session: Session,
  intent: Intent,
  means: Means,
  payment_status: "paid" | "unpaid",
): void {
  const completed: Session = {
    ...session,
    customer_details: customerDetails(session.customer_email, means.name),
    payment_intent: intent.id,
    payment_status,
    status: "complete",
    url: null,
  };
  world.store.put("checkout.session", completed);
  world.emit({ type: "checkout.session.completed", data: { object: completed } });
}

/** The payment waits for another card. @param charge of the attempt, where it got as far as the bank */
function fail(world: World, intent: Intent, decline: Decline, charge?: string): void {
  const { code, declineCode, message } = decline;
  const failed: Intent = {
    ...intent,
    last_payment_error: {
      ...(charge === undefined ? {} : { charge }),
      code,
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
      doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}`,
      message,
      type: "card_error",
    },
    ...(charge === undefined ? {} : { latest_charge: charge }),
    next_action: null,
    status: "requires_payment_method",
  };
  world.store.put("payment_intent", failed);
  world.emit({ type: "payment_intent.payment_failed", data: { object: failed } });
}

function askForAuthentication(world: World, session: Session, intent: Intent, means: Means): void {
  world.store.put("session_details", {
    ...detailsOf(world.store, session.id),
    authenticating: means,
  });
  const url = `${world.url()}/c/pay/${session.id}/authenticate`;
  const waiting: Intent = {
    ...intent,
    next_action: { type: "redirect_to_url", redirect_to_url: { return_url: null, url } },
    status: "requires_action",
  };
  world.store.put("payment_intent", waiting);
  world.emit({ type: "payment_intent.requires_action", data: { object: waiting } });
}
