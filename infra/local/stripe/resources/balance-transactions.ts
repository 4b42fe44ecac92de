import type Stripe from "stripe";
import { z } from "zod";
import { newId } from "../ids.ts";
import type { Operation, World } from "../operation.ts";
import { expand, readParameters } from "../parameters.ts";

/** Money of a charge may be paid out after this long; the double does not pay out. */
const PAYOUT_DELAY = 5 * 86_400;

export const balanceTransactionOperations: readonly Operation[] = [
  {
    name: "balance_transactions.retrieve",
    method: "GET",
    path: /^\/v1\/balance_transactions\/(\w+)$/,
    run: ({ store, form, id }) => {
      readParameters(z.strictObject({ expand }), form);
      return store.get("balance_transaction", id);
    },
  },
];

/** Stripe's price for European cards: 1.5 % and 25 cents. @param amount in minor units */
function feeFor(amount: number): number {
  return Math.round(amount * 0.015) + 25;
}

/**
 * Books a charge or a refund on the account, and stores it. A refund does not give the fee back.
 * @param amount in minor units, negative for a refund
 * @returns the id of the entry
 */
export function book(
  { store, now }: World,
  source: {
    id: string;
    currency: string;
    type: "charge" | "refund" | "refund_failure";
    amount: number;
  },
): string {
  const fee = source.type === "charge" ? feeFor(source.amount) : 0;
  const entry: Stripe.BalanceTransaction = {
    id: newId("txn_3"),
    object: "balance_transaction",
    amount: source.amount,
    available_on: now() + PAYOUT_DELAY,
    balance_type: "payments",
    created: now(),
    currency: source.currency,
    description: null,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: source.currency,
              description: "Stripe processing fees",
              type: "stripe_fee",
            },
          ],
    net: source.amount - fee,
    reporting_category: source.type,
    source: source.id,
    status: "pending",
    type: source.type,
  };
  store.put("balance_transaction", entry);
  return entry.id;
}
