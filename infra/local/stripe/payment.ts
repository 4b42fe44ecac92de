import type Stripe from "stripe";
import { type Card, outcomeOf } from "./cards.ts";
import type { World } from "./operation.ts";
import { book } from "./resources/balance-transactions.ts";
import { chargeObject } from "./resources/charges.ts";
import { customerDetails } from "./resources/checkout-session-object.ts";
import { intentOf } from "./resources/payment-intents.ts";
import { detailsOf } from "./resources/session-details.ts";

/** How trying to pay went. `answer-lost` has paid, but must not say so. */
export type PaymentResult = "paid" | "declined" | "authenticate" | "answer-lost" | "closed";

/** Tries to pay an open session with a card. Runs as one transaction. */
export function pay(world: World, sessionId: string, card: Card): PaymentResult {
  return world.store.transaction(() => {
    const session = world.store.get("checkout.session", sessionId);
    if (session.status !== "open") return "closed";
    const intent = intentOf(world, session);
    const outcome = outcomeOf(card.number);
    switch (outcome) {
      case "succeeds":
        succeed(world, session, intent, card);
        return "paid";
      case "answer-lost":
        succeed(world, session, intent, card);
        return "answer-lost";
      case "declined":
        decline(world, session, intent, card);
        return "declined";
      case "authenticates":
        askForAuthentication(world, session, intent, card);
        return "authenticate";
      default:
        throw new Error(`No ending for ${String(outcome satisfies never)}.`);
    }
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
    if (session.status !== "open") return "closed";
    const intent = intentOf(world, session);
    const { authenticating: card } = detailsOf(world.store, sessionId);
    if (intent.status !== "requires_action" || card === null) return "declined";
    if (approved) {
      succeed(world, session, intent, card);
      return "paid";
    }
    const failed: Stripe.PaymentIntent = {
      ...intent,
      status: "requires_payment_method",
      next_action: null,
      last_payment_error: {
        code: "payment_intent_authentication_failure",
        message:
          "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
        type: "card_error",
      },
    };
    world.store.put("payment_intent", failed);
    world.emit({ type: "payment_intent.payment_failed", data: { object: failed } });
    return "declined";
  });
}

function succeed(
  world: World,
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent,
  card: Card,
): void {
  const drawn = chargeObject(world, intent, card, session.customer_email);
  const charge: Stripe.Charge = {
    ...drawn,
    balance_transaction: book(world, {
      id: drawn.id,
      currency: drawn.currency,
      type: "charge",
      amount: drawn.amount,
    }),
  };
  const succeeded: Stripe.PaymentIntent = {
    ...intent,
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: charge.payment_method,
    status: "succeeded",
  };
  const complete: Stripe.Checkout.Session = {
    ...session,
    customer_details: customerDetails(session.customer_email, card.name),
    payment_intent: intent.id,
    payment_status: "paid",
    status: "complete",
    url: null,
  };
  world.store.put("charge", charge);
  world.store.put("payment_intent", succeeded);
  world.store.put("checkout.session", complete);
  world.emit({ type: "charge.succeeded", data: { object: charge } });
  world.emit({ type: "payment_intent.succeeded", data: { object: succeeded } });
  world.emit({ type: "checkout.session.completed", data: { object: complete } });
}

function decline(
  world: World,
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent,
  card: Card,
): void {
  const failure = {
    code: "card_declined",
    declineCode: "generic_decline",
    message: "Your card was declined.",
  };
  const charge = chargeObject(world, intent, card, session.customer_email, failure);
  const failed: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: {
      charge: charge.id,
      code: "card_declined",
      decline_code: failure.declineCode,
      doc_url: "https://stripe.com/docs/error-codes/card-declined",
      message: failure.message,
      type: "card_error",
    },
    latest_charge: charge.id,
    status: "requires_payment_method",
  };
  world.store.put("charge", charge);
  world.store.put("payment_intent", failed);
  world.emit({ type: "charge.failed", data: { object: charge } });
  world.emit({ type: "payment_intent.payment_failed", data: { object: failed } });
}

function askForAuthentication(
  world: World,
  session: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent,
  card: Card,
): void {
  world.store.put("session_details", {
    ...detailsOf(world.store, session.id),
    authenticating: card,
  });
  const url = `${world.url()}/c/pay/${session.id}/authenticate`;
  const waiting: Stripe.PaymentIntent = {
    ...intent,
    next_action: { type: "redirect_to_url", redirect_to_url: { return_url: null, url } },
    status: "requires_action",
  };
  world.store.put("payment_intent", waiting);
  world.emit({ type: "payment_intent.requires_action", data: { object: waiting } });
}
