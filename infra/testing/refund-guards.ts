import type { Guard } from "./guard-table.ts";

const LIFE = "shared/domain/order-life.test.ts";

/** What keeps money that goes back, and pieces that come back, from being counted twice or lost. */
export const refundGuards: readonly Guard[] = [
  {
    name: "pieces of a refund that may still fail keep their order open",
    faults: [12],
    file: "shared/domain/order-status.ts",
    text: 'Lines.refunded(order, sku, "settled")',
    instead: 'Lines.refunded(order, sku, "kept")',
    test: "shared/domain/refund-outcome.test.ts",
  },
  {
    name: "no refund moves goods of a cancelled order",
    faults: [12],
    file: "shared/domain/given-up.ts",
    text: ' || order.status === "CANCELLED") return [];',
    instead: ") return [];",
    test: LIFE,
  },
  {
    name: "a piece goes back into stock once, by its return or by a refund",
    faults: [12],
    file: "shared/domain/refund-amount.ts",
    text: "if (restock) requireNotReturned(order, wanted.lines);",
    instead: "",
    test: LIFE,
  },
  {
    name: "a return comes in once, also after its money came back",
    faults: [12],
    file: "shared/domain/return.ts",
    text: 'if (require(order, returnId).status === "REFUNDED") return undefined;',
    instead: "",
    test: LIFE,
  },
  {
    name: "of a payment that buys nothing the rest goes back",
    faults: [9],
    file: "shared/domain/refund.ts",
    text: "const amount = charged - goesBack(",
    instead:
      "const amount = goesBack(order, { id: intentId, refunded: 0 }) > 0 ? 0 : charged - goesBack(",
    test: "shared/domain/refund.test.ts",
  },
  {
    name: "a part that went back at Stripe does not hide the rest of a payment",
    faults: [18],
    file: "shared/flows/reconcile.ts",
    text: "return failed || back >= session.amount;",
    instead: "return failed || back > 0;",
    test: "shared/flows/reconcile.test.ts",
    titled: "gives back the rest",
  },
  {
    name: "a refund that failed raises the alarm",
    faults: [15],
    file: "functions/jobs/relay-changes.ts",
    text: "  collect(changes, tellFailedRefunds);\n",
    instead: "",
    test: "functions/jobs/relay-changes.test.ts",
  },
  {
    name: "a refund that failed is found until it is asked for again",
    faults: [18],
    file: "shared/domain/integrity-refunds.ts",
    text: "    ...debts(order).map((debt) => ofDebt(order, debt)),\n",
    instead: "",
    test: "shared/flows/integrity/refunds.test.ts",
  },
];
