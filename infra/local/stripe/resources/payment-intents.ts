import type Stripe from "stripe";
import { z } from "zod";
import { invalidRequest } from "../errors.ts";
import { newId } from "../ids.ts";
import { asList, type Call, checkLimit, type Operation, type World } from "../operation.ts";
import { expand, listShape, oneOf, readParameters, text } from "../parameters.ts";
import { detailsOf } from "./session-details.ts";

export const paymentIntentOperations: readonly Operation[] = [
  {
    name: "payment_intents.retrieve",
    method: "GET",
    path: /^\/v1\/payment_intents\/(\w+)$/,
    run: ({ store, form, id }) => {
      readParameters(z.strictObject({ expand, client_secret: text.optional() }), form);
      return store.get("payment_intent", id, "intent");
    },
  },
  {
    name: "payment_intents.list",
    method: "GET",
    path: /^\/v1\/payment_intents$/,
    run: ({ store, form }) => {
      const query = readParameters(
        z.strictObject({ ...listShape, customer: text.optional() }),
        form,
      );
      const page = store.list("payment_intent", {
        where: { customer: query.customer },
        created: query.created,
        limit: checkLimit(query.limit),
        startingAfter: query.starting_after,
        endingBefore: query.ending_before,
      });
      return asList("/v1/payment_intents", page);
    },
  },
  {
    name: "payment_intents.cancel",
    method: "POST",
    path: /^\/v1\/payment_intents\/(\w+)\/cancel$/,
    run: refuseCancel,
  },
];

/**
 * Every PaymentIntent here belongs to a Checkout Session, and Stripe cancels such a one directly
 * only while it waits for capture, which never happens here; otherwise the session must be expired
 * (documentation of `paymentIntents.cancel`).
 */
function refuseCancel({ store, form, id }: Call): never {
  const reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"];
  const reason = oneOf("cancellation_reason", reasons).optional();
  readParameters(z.strictObject({ expand, cancellation_reason: reason }), form);
  const { status } = store.get("payment_intent", id, "intent");
  if (status === "succeeded" || status === "canceled") {
    throw invalidRequest(
      `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
      { code: "payment_intent_unexpected_state" },
    );
  }
  throw invalidRequest(
    "You cannot cancel a PaymentIntent that was created by a Checkout Session. Expire the Checkout Session instead.",
  );
}

/** The session's PaymentIntent; Stripe makes it when the shopper first tries to pay. */
export function intentOf(world: World, session: Stripe.Checkout.Session): Stripe.PaymentIntent {
  if (typeof session.payment_intent === "string") {
    return world.store.get("payment_intent", session.payment_intent);
  }
  const { payment } = detailsOf(world.store, session.id);
  const id = newId("pi_3");
  const intent: Stripe.PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: session.amount_total ?? 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_${newId("", 25)}`,
    confirmation_method: "automatic",
    created: world.now(),
    currency: session.currency ?? "",
    customer: null,
    customer_account: null,
    description: payment.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: payment.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: "automatic",
      },
    },
    payment_method_types: session.payment_method_types,
    payment_record: null,
    processing: null,
    receipt_email: payment.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: payment.statementDescriptor,
    statement_descriptor_suffix: payment.statementDescriptorSuffix,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
  };
  world.store.put("payment_intent", intent);
  world.store.put("checkout.session", { ...session, payment_intent: id });
  world.emit({ type: "payment_intent.created", data: { object: intent } });
  return intent;
}

/** Cancels the payment of a session that has just expired, unless it is over already. */
export function cancelIntent(call: World & Partial<Pick<Call, "cause">>, id: string): void {
  const intent = call.store.get("payment_intent", id);
  if (intent.status === "succeeded" || intent.status === "canceled") return;
  const canceled: Stripe.PaymentIntent = {
    ...intent,
    status: "canceled",
    canceled_at: call.now(),
    cancellation_reason: "expired",
    next_action: null,
  };
  call.store.put("payment_intent", canceled);
  call.emit({ type: "payment_intent.canceled", data: { object: canceled } }, call.cause);
}
