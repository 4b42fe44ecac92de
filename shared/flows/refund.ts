import { REFUND_REQUESTED, type RefundMessage } from "#contracts/messages";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import { commit, transact, type Write } from "#data/write";
import type { Order } from "#domain/order";
import * as Refund from "#domain/refund";
import * as Outcome from "#domain/refund-outcome";
import { listRefunds, type MadeRefund, refund } from "#gateways/stripe";
import { describeError } from "#values/describe-error";
import { untilSettled } from "./attempts.ts";
import { within } from "./patience.ts";
import { restock } from "./restock.ts";

/**
 * The writes of an intent to give money back, for the transaction of whatever leads to it: order,
 * timeline, and the event from which the orders queue learns of it. Until it has failed, no other
 * refund can promise the same money. Afterwards `tryRefund` makes it at once; the queue makes it
 * anyway.
 */
export function refundWrites(
  { order, event, refund: wanted }: Refund.RefundStep,
  now: Date,
): Write[] {
  return [Orders.replace(order), Orders.record(event), refundEvent(order.orderNumber, wanted, now)];
}

/** Tells the orders queue of a refund that was written down; part of `refundWrites`. */
export function refundEvent(orderNumber: string, { id }: Refund.Refund, now: Date): Write {
  return Outbox.add(Outbox.newEvent(REFUND_REQUESTED, orderNumber, now, id));
}

/** Stripe's three tries last 21 seconds each time it is asked: nobody waits for them at a counter. */
const PATIENCE_MS = 8_000;

/** As `executeRefund`, for whoever must not fail with it or wait for it: the queue makes up for it. */
export async function tryRefund(orderNumber: string, refundId: string, now: Date): Promise<void> {
  const attempt = executeRefund(orderNumber, refundId, now).catch((error: unknown) => {
    const failed = { what: "refund", orderNumber, refundId, ...describeError(error) };
    console.warn(JSON.stringify({ level: "warn", ...failed }));
  });
  await within(PATIENCE_MS, attempt);
}

/**
 * Makes a refund that was written down, and writes down how it ended. Harmless to repeat and to run
 * twice at once: the provider makes one refund for a key, and is asked first what it has made, since
 * it forgets keys after a day.
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE, UNAVAILABLE; ask again
 */
export async function executeRefund(
  orderNumber: string,
  refundId: string,
  now: Date,
): Promise<void> {
  const order = await Orders.get(orderNumber);
  const wanted = order && Refund.find(order, refundId);
  if (wanted?.status !== "REQUESTED") return;
  const { intentId: paymentIntentId, amount } = wanted;
  if (paymentIntentId === null) throw new Error(`${orderNumber}/${refundId} names no payment.`);
  const known = (await listRefunds(paymentIntentId)).find((one) => one.refundId === refundId);
  const made = known ?? (await refund({ paymentIntentId, orderNumber, refundId, amount }));
  await recordRefund(orderNumber, refundId, made, now);
}

/** From the orders queue: makes the refund, and forgets the event once the provider has taken it on. */
export async function processRefund(message: RefundMessage, now: Date): Promise<void> {
  await executeRefund(message.orderNumber, message.refundId, now);
  await commit(Outbox.remove(message.outboxId));
}

/**
 * Writes down what became of a refund, with everything that follows: goods back in stock, the
 * shopper told. Once for each end, however often it is told.
 */
export async function recordRefund(
  orderNumber: string,
  refundId: string,
  made: MadeRefund | { readonly refused: string },
  now: Date,
): Promise<void> {
  await untilSettled(async () => {
    const order = await Orders.get(orderNumber);
    if (order === undefined) throw new Error(`There is no order ${orderNumber}.`);
    return await commitOutcome(outcomeOf(order, refundId, made, now), now);
  });
}

/**
 * Commits how a refund ended, with everything that follows.
 * @returns undefined where another wrote first
 */
export async function commitOutcome(
  outcome: Outcome.Outcome | undefined,
  now: Date,
): Promise<true | undefined> {
  if (outcome === undefined) return true;
  const refusals = await transact(await closing(outcome, now));
  return refusals.length === 0 ? true : undefined;
}

/** What the provider's answer means for a refund; undefined where it is known already. */
export function outcomeOf(
  order: Order,
  refundId: string,
  made: MadeRefund | { readonly refused: string },
  now: Date,
): Outcome.Outcome | undefined {
  if ("refused" in made) return Outcome.fail(order, refundId, made.refused, now);
  switch (made.status) {
    case "succeeded":
      return Outcome.succeed(order, refundId, made.id, now);
    case "failed":
    case "canceled":
      return Outcome.fail(
        order,
        refundId,
        made.failure ?? `The provider says: ${made.status}.`,
        now,
      );
    default:
      return Outcome.defer(order, refundId, made.id, now);
  }
}

async function closing(outcome: Outcome.Outcome, now: Date): Promise<Write[]> {
  const { order, event, refund: one, givenUp } = outcome;
  const { orderNumber } = order;
  const written = [Orders.replace(order), Orders.record(event)];
  if (one.status !== "SUCCEEDED") return written;
  return [
    ...written,
    ...(await restock(givenUp, { orderNumber, reason: one.reason, actor: one.actor }, now)),
    Outbox.add(Outbox.newEvent("order.refunded", orderNumber, now, one.id)),
  ];
}
