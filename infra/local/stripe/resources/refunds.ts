import type Stripe from "stripe";
import { z } from "zod";
import { refundEndingOf } from "../endings.ts";
import { invalidRequest } from "../errors.ts";
import { newId } from "../ids.ts";
import { formatMoney } from "../money.ts";
import { asList, type Call, checkLimit, type Operation, type World } from "../operation.ts";
import {
  expand,
  flag,
  integer,
  listShape,
  metadata,
  oneOf,
  readParameters,
  text,
} from "../parameters.ts";
import { book } from "./balance-transactions.ts";

type Params<T> = Partial<Record<keyof T, z.ZodType>>;

const createSchema = z.strictObject({
  amount: integer.optional(),
  charge: text.optional(),
  currency: text.optional(),
  expand,
  instructions_email: text.optional(),
  metadata: metadata.optional(),
  payment_intent: text.optional(),
  reason: oneOf("reason", ["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  refund_application_fee: flag.optional(),
  reverse_transfer: flag.optional(),
} satisfies Params<Stripe.RefundCreateParams>);

export const refundOperations: readonly Operation[] = [
  {
    name: "refunds.create",
    method: "POST",
    path: /^\/v1\/refunds$/,
    run: createRefund,
  },
  {
    name: "refunds.list",
    method: "GET",
    path: /^\/v1\/refunds$/,
    run: ({ store, form }) => {
      const query = readParameters(
        z.strictObject({
          ...listShape,
          charge: text.optional(),
          payment_intent: text.optional(),
        } satisfies Params<Stripe.RefundListParams>),
        form,
      );
      const page = store.list("refund", {
        where: { charge: query.charge, payment_intent: query.payment_intent },
        created: query.created,
        limit: checkLimit(query.limit),
        startingAfter: query.starting_after,
        endingBefore: query.ending_before,
      });
      return asList("/v1/refunds", page);
    },
  },
  {
    name: "refunds.retrieve",
    method: "GET",
    path: /^\/v1\/refunds\/(\w+)$/,
    run: ({ store, form, id }) => {
      readParameters(z.strictObject({ expand }), form);
      return store.get("refund", id);
    },
  },
];

function createRefund(call: Call): Stripe.Refund {
  const params = readParameters(createSchema, call.form);
  const charge = chargeToRefund(call, params);
  const left = charge.amount_captured - charge.amount_refunded;
  if (left <= 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  }
  const amount = params.amount ?? left;
  if (amount < 1) {
    throw invalidRequest("Invalid positive integer", {
      code: "parameter_invalid_integer",
      param: "amount",
    });
  }
  if (amount > left) {
    const whole = charge.amount_refunded === 0;
    throw invalidRequest(
      `Refund amount (${formatMoney(amount, charge.currency)}) is greater than ${
        whole ? "charge amount" : "unrefunded amount on charge"
      } (${formatMoney(left, charge.currency)})`,
      { param: "amount" },
    );
  }
  const id = newId("re_3");
  const ending = refundEndingOf(charge.payment_method_details?.card?.last4);
  const pending = ending === "pending-then-succeeds";
  const refund: Stripe.Refund = {
    id,
    object: "refund",
    amount,
    balance_transaction: book(call, {
      id,
      currency: charge.currency,
      type: "refund",
      amount: -amount,
    }),
    charge: charge.id,
    created: call.now(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: pending
        ? { reference_status: "pending", type: "refund" }
        : { reference: REFERENCE, reference_status: "available", type: "refund" },
      type: "card",
    },
    metadata: params.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(pending ? { pending_reason: "processing" } : {}),
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: pending ? "pending" : "succeeded",
    transfer_reversal: null,
  };
  const refunded = charge.amount_refunded + amount;
  const changed: Stripe.Charge = {
    ...charge,
    amount_refunded: refunded,
    refunded: refunded === charge.amount_captured,
  };
  call.store.put("refund", refund);
  call.store.put("charge", changed);
  call.emit({ type: "refund.created", data: { object: refund } }, call.cause);
  call.emit({ type: "charge.refunded", data: { object: changed } }, call.cause);
  if (ending !== "succeeds") call.decideLater(id, pending);
  return refund;
}

/** What a card's statement shows for a refund. */
const REFERENCE = "7180281234567890";

/**
 * The card's bank has taken a pending refund, or sent one back. What it sent back is on Stripe's
 * account again, and the charge counts as not refunded by it.
 */
export function decideRefund(world: World, id: string, approved: boolean): void {
  const { pending_reason: _, ...refund } = world.store.get("refund", id);
  if (approved) {
    const taken: Stripe.Refund = {
      ...refund,
      destination_details: {
        card: { reference: REFERENCE, reference_status: "available", type: "refund" },
        type: "card",
      },
      status: "succeeded",
    };
    world.store.put("refund", taken);
    world.emit({ type: "refund.updated", data: { object: taken } });
    return;
  }
  const { amount, currency } = refund;
  const failed: Stripe.Refund = {
    ...refund,
    failure_balance_transaction: book(world, { id, currency, type: "refund_failure", amount }),
    failure_reason: "expired_or_canceled_card",
    status: "failed",
  };
  const charge = world.store.get("charge", String(refund.charge));
  world.store.put("refund", failed);
  world.store.put("charge", {
    ...charge,
    amount_refunded: charge.amount_refunded - amount,
    refunded: false,
  });
  world.emit({ type: "refund.updated", data: { object: failed } });
  world.emit({ type: "refund.failed", data: { object: failed } });
}

function chargeToRefund(
  { store }: Call,
  params: { charge?: string | undefined; payment_intent?: string | undefined },
): Stripe.Charge {
  if (params.charge) return paidCharge(store.get("charge", params.charge, "charge"));
  if (!params.payment_intent) {
    throw invalidRequest(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  }
  const intent = store.get("payment_intent", params.payment_intent, "payment_intent");
  if (intent.status !== "succeeded" || typeof intent.latest_charge !== "string") {
    throw invalidRequest(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      { code: "payment_intent_unexpected_state", param: "payment_intent" },
    );
  }
  return store.get("charge", intent.latest_charge);
}

function paidCharge(charge: Stripe.Charge): Stripe.Charge {
  if (charge.paid) return charge;
  throw invalidRequest(`Charge ${charge.id} was not paid and cannot be refunded.`, {
    code: "charge_not_refundable",
    param: "charge",
  });
}
