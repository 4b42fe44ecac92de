import { laboratoryGuards } from "./laboratory-guards.ts";
import { mailGuards } from "./mail-guards.ts";
import { paymentGuards } from "./payment-guards.ts";
import { pricingGuards } from "./pricing-guards.ts";
import { refundGuards } from "./refund-guards.ts";
import { stockGuards } from "./stock-guards.ts";

/** One line of code that keeps money, stock or mail right, and the test that must die without it. */
export interface Guard {
  /** What it does, for people. */
  readonly name: string;
  /** Lines of faults.md that it stands for. */
  readonly faults: readonly number[];
  readonly file: string;
  /** Stands there exactly once. */
  readonly text: string;
  readonly instead: string;
  readonly test: string;
  /** Only tests with this in their title, where the whole file would take long. */
  readonly titled?: string;
}

const EXPLORER = "infra/testing/laboratory/explore-buying.test.ts";
const DUELS = "infra/testing/laboratory/duels.test.ts";

/** One guard at least for each line of faults.md that money, stock and mail depend on. */
export const guards: readonly Guard[] = [
  {
    name: "a retried checkout finds its order by its key",
    faults: [1, 3],
    file: "shared/flows/once.ts",
    text: "if (former === undefined) {",
    instead: "if (former !== null) {",
    test: EXPLORER,
    titled: "checkout, asked again",
  },
  {
    name: "an idempotency key is taken once",
    faults: [2],
    file: "shared/data/idempotency.ts",
    text: "    when: absentOrExpired(now),\n",
    instead: "",
    test: "shared/flows/adjust-stock.test.ts",
    titled: "five times at once",
  },
  {
    name: "stock never falls below zero",
    faults: [4],
    file: "shared/data/stock.ts",
    text: "...(condition ? { when: condition } : {}),\n  };\n}\n\n/** Holds the pieces",
    instead: "};\n}\n\n/** Holds the pieces",
    test: DUELS,
    titled: "two shoppers, the last pieces",
  },
  {
    name: "a basket is checked out as it was read",
    faults: [8],
    file: "shared/data/cart.ts",
    text: ": versionIs(cart.version - 1),",
    instead: ": undefined,",
    test: DUELS,
    titled: "two tabs check out",
  },
  {
    name: "an order is changed as it was read",
    faults: [8],
    file: "shared/data/order.ts",
    text: "item: toItem(order), when: versionIs(order.version - 1) };",
    instead: "item: toItem(order) };",
    test: DUELS,
    titled: "two tabs check out one basket",
  },
  {
    name: "a hold ends once",
    faults: [10],
    file: "shared/data/reservation.ts",
    text: 'type: "OrderEvent", ...event },\n    when: live,\n',
    instead: 'type: "OrderEvent", ...event },\n',
    test: "shared/flows/release.test.ts",
    titled: "whoever ends it",
  },
  {
    name: "the sweeper asks the hold itself, not only the index",
    faults: [38],
    file: "shared/flows/release.ts",
    text: "if (hold === undefined || hold.expiresAt > now.toISOString()) continue;",
    instead: "",
    test: "shared/flows/release.test.ts",
    titled: "whose index is stale",
  },
  {
    name: "a guest's basket is merged as it was read",
    faults: [11],
    file: "shared/flows/merge-carts.ts",
    text: '{ ...Carts.remove(guest), name: "guest cart" },',
    instead: "",
    test: "shared/flows/cart.test.ts",
    titled: "fault 11",
  },
  {
    name: "an event of Stripe has its effect once",
    faults: [14],
    file: "shared/data/webhook-seen.ts",
    text: "    when: absentOrExpired(now),\n",
    instead: "",
    test: "shared/data/time-to-live.test.ts",
    titled: "an event of Stripe",
  },
  {
    name: "a cheap session does not pay an expensive order",
    faults: [19],
    file: "shared/flows/settle-payment.ts",
    text: "session.amount !== order.total",
    instead: "false",
    test: "shared/flows/payment.test.ts",
  },
  {
    name: "a mail is leased before it is sent",
    faults: [21],
    file: "shared/data/mail-record.ts",
    text: 'if (found && found.leaseUntil > at) return { state: "busy" };',
    instead: "",
    test: "functions/jobs/send-mail.test.ts",
  },
  {
    name: "a page is opened under the order's number",
    faults: [13],
    file: "shared/gateways/stripe.ts",
    text: "{ idempotencyKey: request.orderNumber },",
    instead: "{},",
    test: EXPLORER,
    titled: "checkout, asked again",
  },
  ...refundGuards,
  ...stockGuards,
  ...mailGuards,
  ...paymentGuards,
  ...pricingGuards,
  ...laboratoryGuards,
];
