import type Stripe from "stripe";
import { z } from "zod";
import { brandOf, type Card } from "../cards.ts";
import { newId } from "../ids.ts";
import { asList, checkLimit, type Operation, type World } from "../operation.ts";
import { expand, listShape, readParameters, text } from "../parameters.ts";

export const chargeOperations: readonly Operation[] = [
  {
    name: "charges.retrieve",
    method: "GET",
    path: /^\/v1\/charges\/(\w+)$/,
    run: ({ store, form, id }) => {
      readParameters(z.strictObject({ expand }), form);
      return store.get("charge", id);
    },
  },
  {
    name: "charges.list",
    method: "GET",
    path: /^\/v1\/charges$/,
    run: ({ store, form }) => {
      const query = readParameters(
        z.strictObject({
          ...listShape,
          customer: text.optional(),
          payment_intent: text.optional(),
          transfer_group: text.optional(),
        }),
        form,
      );
      const page = store.list("charge", {
        where: { payment_intent: query.payment_intent, customer: query.customer },
        created: query.created,
        limit: checkLimit(query.limit),
        startingAfter: query.starting_after,
        endingBefore: query.ending_before,
      });
      return asList("/v1/charges", page);
    },
  },
];

/**
 * An attempt to take the money, successful or not. Neither stored nor told yet.
 * @param failure why the bank refused, where it did
 */
export function chargeObject(
  world: World,
  intent: Stripe.PaymentIntent,
  card: Card,
  email: string | null,
  failure?: { code: string; declineCode: string; message: string },
): Stripe.Charge {
  const id = newId("ch_3");
  const country = "US";
  return {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: failure ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: {
      address: null,
      email,
      name: card.name,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: intent.statement_descriptor ?? "PARASOL",
    captured: !failure,
    created: world.now(),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: failure ? "try_again_later" : null,
      network_advice_code: null,
      network_decline_code: failure ? "01" : null,
      network_status: failure ? "declined_by_network" : "approved_by_network",
      reason: failure?.declineCode ?? null,
      risk_level: "normal",
      risk_score: 12,
      seller_message: failure
        ? "The bank did not return any further details with this decline."
        : "Payment complete.",
      type: failure ? "issuer_declined" : "authorized",
    },
    paid: !failure,
    payment_intent: intent.id,
    payment_method: newId("pm_1", 23),
    payment_method_details: {
      type: "card",
      card: {
        amount_authorized: failure ? null : intent.amount,
        authorization_code: failure ? null : "123456",
        brand: brandOf(card.number),
        checks: {
          address_line1_check: null,
          address_postal_code_check: null,
          cvc_check: "pass",
        },
        country,
        electronic_commerce_indicator: null,
        exp_month: card.expMonth,
        exp_year: card.expYear,
        funding: "credit",
        installments: null,
        last4: card.number.slice(-4),
        mandate: null,
        network: brandOf(card.number),
        network_transaction_id: null,
        regulated_status: "unregulated",
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
    },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: failure ? null : `${world.url()}/receipts/${id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: failure ? "failed" : "succeeded",
    transfer_data: null,
    transfer_group: null,
  };
}
