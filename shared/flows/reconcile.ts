import * as Cursors from "#data/cursor";
import * as Orders from "#data/order";
import { commit } from "#data/write";
import type { Order } from "#domain/order";
import { goesBack } from "#domain/refund";
import * as Queue from "#gateways/queue";
import { completeSessions, type PaymentSession } from "#gateways/stripe";
import { undeliveredEvents } from "#gateways/stripe-events";
import { describeError } from "#values/describe-error";
import { ORDER_NUMBER } from "#values/id";
import { HANDLED } from "./payment.ts";
import { cancelPending, NOT_IN_TIME } from "./release.ts";
import { settlePayment } from "./settle-payment.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const CURSOR = "stripe events";
/** Stripe keeps events for so long. */
const FIRST_LOOK_MS = 30 * DAY_MS;
/** An event younger than this is on its way. */
const YOUNG_MS = 2 * MINUTE_MS;
/** Read again each time: Stripe's lists may show an event a little after it happened. */
const OVERLAP_MS = HOUR_MS;
/** After days without us, so much is read before the cursor moves on. */
const SLICE_MS = 6 * HOUR_MS;
/** The hold ends after 35 minutes, and the sweeper comes each minute. */
const STALE_MS = 40 * MINUTE_MS;
/** One question to Stripe lasts 21 seconds at most, when it does not answer. */
const TIME_FOR_ONE_MS = 25_000;

type RemainingMs = () => number;

/**
 * Looks for what the webhook, the queue or the sweeper missed, and repairs it: events that nobody
 * took are queued under their own ids, unpaid orders past their time are ended, paid sessions
 * without effect are settled. Harmless to repeat and to run twice at once.
 * @param remainingMs time left to this run; the next one goes on where it stopped
 * @throws Error after everything was tried, where something failed or needs a person
 */
export async function reconcilePayments(now: Date, remainingMs: RemainingMs): Promise<void> {
  const failures: string[] = [];
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      if (remainingMs() >= TIME_FOR_ONE_MS) await work();
    } catch (error) {
      failures.push(what);
      console.error(JSON.stringify({ level: "error", what, ...describeError(error) }));
    }
  };

  const cursor = await Cursors.get(CURSOR);
  const from = new Date(readUntil(cursor, now).getTime() - DAY_MS);
  await attempt("missed events", () => queueMissedEvents(cursor, now, remainingMs));
  for (const orderNumber of await staleOrders(now)) {
    await attempt(`stale order ${orderNumber}`, async () => {
      await cancelPending(orderNumber, NOT_IN_TIME, now);
    });
  }
  await attempt("paid sessions", async () => {
    const until = new Date(now.getTime() - YOUNG_MS);
    for (const { session, order } of await unsettledSessions({ from, until })) {
      await attempt(`paid session ${session.id} of ${session.orderNumber}`, async () => {
        if (order === undefined) {
          throw new Error("No such order: a person must find out what the money was for.");
        }
        await settlePayment(session, undefined, now);
      });
    }
  });
  if (failures.length > 0) throw new Error(`Not reconciled: ${failures.join(", ")}`);
}

function readUntil(cursor: Cursors.Cursor | undefined, now: Date): Date {
  return cursor ? new Date(cursor.readUntil) : new Date(now.getTime() - FIRST_LOOK_MS);
}

/** Oldest first, slice by slice, so that a run which ends early has done its part for good. */
async function queueMissedEvents(
  stored: Cursors.Cursor | undefined,
  now: Date,
  remainingMs: RemainingMs,
): Promise<void> {
  const end = now.getTime() - YOUNG_MS;
  let cursor = stored;
  let start = readUntil(cursor, now).getTime();
  while (start < end && remainingMs() >= TIME_FOR_ONE_MS) {
    const until = new Date(Math.min(start + SLICE_MS, end));
    const from = new Date(start - OVERLAP_MS);
    const missed = await undeliveredEvents([...HANDLED], { from, until });
    if (missed.length > 0) {
      console.warn(
        JSON.stringify({ level: "warn", what: "events missed", count: missed.length, from, until }),
      );
      const refused = await Queue.sendAll("orders", missed);
      if (refused !== undefined)
        throw new Error(`The orders queue refused ${missed[refused]?.id}.`);
    }
    const moved = Cursors.moveTo(CURSOR, cursor, until);
    // Refused where another run was faster: it has queued the same.
    if (!(await commit(Cursors.put(moved)))) return;
    cursor = moved;
    start = until.getTime();
  }
}

/** Unpaid long after their hold has ended: the sweeper met something that it could not end. */
async function staleOrders(now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - STALE_MS).toISOString();
  const unpaid = await Orders.referencesByStatus(["PENDING"]);
  return unpaid.filter((one) => one.createdAt < before).map((one) => one.orderNumber);
}

/** A session that took money, which did not do what money does. */
interface UnsettledSession {
  readonly session: PaymentSession;
  /** Undefined where there is no such order: then only a person can tell what the money was for. */
  readonly order: Order | undefined;
}

/**
 * Paid sessions of ours whose money is neither their order's payment nor given back. What a refund
 * of the order is about counts as given back: the refund sees to it, or has called for a person.
 * @param created when they were opened
 * @throws Problem PAYMENT_PROVIDER_UNAVAILABLE
 */
async function unsettledSessions(created: {
  readonly from: Date;
  readonly until: Date;
}): Promise<UnsettledSession[]> {
  const sessions = await completeSessions(created);
  // Another shop may use the same account of Stripe's.
  const ours = sessions.filter(
    ({ paid, orderNumber }) => paid && ORDER_NUMBER.test(orderNumber ?? ""),
  );
  const numbers = [...new Set(ours.flatMap(({ orderNumber }) => orderNumber ?? []))];
  const orders = new Map((await Orders.getAll(numbers)).map((one) => [one.orderNumber, one]));
  return ours
    .map((session) => ({ session, order: orders.get(session.orderNumber ?? "") }))
    .filter(({ session, order }) => !isGivenBack(session) && !knows(order, session));
}

function knows(order: Order | undefined, session: PaymentSession): boolean {
  const { paymentIntentId: id, payment } = session;
  if (order === undefined || id === undefined) return false;
  if (order.payment.intentId === id) return true;
  // A part that somebody gave back at Stripe says nothing of the rest.
  const back = goesBack(order, { id, refunded: payment?.refunded ?? 0 });
  const failed = order.refunds.some((one) => one.intentId === id && one.status === "FAILED");
  return failed || back >= session.amount;
}

/** Whether nothing of what the session took is left. */
function isGivenBack({ payment }: PaymentSession): boolean {
  return payment !== undefined && payment.refunded >= payment.amount;
}
