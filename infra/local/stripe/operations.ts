import type { Operation } from "./operation.ts";
import { balanceTransactionOperations } from "./resources/balance-transactions.ts";
import { chargeOperations } from "./resources/charges.ts";
import { checkoutSessionOperations } from "./resources/checkout-sessions.ts";
import { eventOperations } from "./resources/events.ts";
import { paymentIntentOperations } from "./resources/payment-intents.ts";
import { refundOperations } from "./resources/refunds.ts";

/** All of the API that the double plays. */
export const operations: readonly Operation[] = [
  ...checkoutSessionOperations,
  ...paymentIntentOperations,
  ...chargeOperations,
  ...refundOperations,
  ...eventOperations,
  ...balanceTransactionOperations,
];
