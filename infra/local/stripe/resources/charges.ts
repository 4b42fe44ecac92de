import type Stripe from "stripe";
import { z } from "zod";
import { brandOf, type Means } from "../cards.ts";
import type { Decline } from "../endings.ts";
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

/** How an attempt to take the money went so far. */
type Attempt =
  | { readonly status: "succeeded" | "pending" }
  | { readonly status: "failed"; readonly decline: Decline };

/** An attempt to take the money. Neither stored nor told yet. */
export function chargeObject(
  world: World,
  intent: Stripe.PaymentIntent,
  means: Means,
  email: string | null,
  attempt: Attempt,
): Stripe.Charge {
  const id = newId(means.kind === "card" ? "ch_3" : "py_3");
  const failure = attempt.status === "failed" ? attempt.decline : undefined;
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
      name: means.name,
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
      reason: failure?.declineCode ?? failure?.code ?? null,
      risk_level: "normal",
      risk_score: 12,
      seller_message: failure
        ? "The bank did not return any further details with this decline."
        : "Payment complete.",
      type: failure ? "issuer_declined" : "authorized",
    },
    paid: attempt.status === "succeeded",
    payment_intent: intent.id,
    payment_method: newId("pm_1", 23),
    payment_method_details: methodDetails(intent, means, !failure),
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
    status: attempt.status,
    transfer_data: null,
    transfer_group: null,
  };
}

function methodDetails(
  intent: Stripe.PaymentIntent,
  means: Means,
  authorized: boolean,
): Stripe.Charge.PaymentMethodDetails {
  if (means.kind === "account") {
    return {
      type: "sepa_debit",
      sepa_debit: {
        bank_code: means.number.slice(4, 12),
        branch_code: null,
        country: means.number.slice(0, 2),
        fingerprint: newId("", 16),
        last4: means.number.slice(-4),
        mandate: null,
      },
    };
  }
  return {
    type: "card",
    card: {
      amount_authorized: authorized ? intent.amount : null,
      authorization_code: authorized ? "123456" : null,
      brand: brandOf(means.number),
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: "pass",
      },
      country: "US",
      electronic_commerce_indicator: null,
      exp_month: means.expMonth,
      exp_year: means.expYear,
      funding: "credit",
      installments: null,
      last4: means.number.slice(-4),
      mandate: null,
      network: brandOf(means.number),
      network_transaction_id: null,
      regulated_status: "unregulated",
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}
