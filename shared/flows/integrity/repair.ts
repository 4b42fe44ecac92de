import * as Runs from "#data/integrity-run";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import { transact } from "#data/write";
import { type Drift, type DriftKind, type IntegrityRun, withRepair } from "#domain/integrity";
import { retrieveCheckoutSession } from "#gateways/stripe";
import { refundAll } from "#gateways/stripe-lists";
import { Problem } from "#values/error-codes";
import { untilSettled } from "../attempts.ts";
import { executeRefund } from "../refund.ts";
import { cancelPending, NOT_IN_TIME } from "../release.ts";
import { settlePayment } from "../settle-payment.ts";
import type { Looking } from "./look.ts";
import { sendAgain } from "./mail.ts";
import { tellAgain } from "./outbox.ts";
import { countUses } from "./promotions.ts";
import { noteRefunds } from "./refunds.ts";
import { countAnew } from "./stock.ts";

type Clock = Pick<Looking, "now" | "pause">;

/**
 * How each kind of drift is repaired, where it can be. Each reads anew what it is about and does
 * nothing where that is right by now, so that a repair may be asked for twice.
 */
const REPAIRS: Partial<Record<DriftKind, (subject: string, clock: Clock) => Promise<void>>> = {
  "session.without-order": giveSessionBack,
  "session.unsettled": settle,
  "refund.unknown": (subject, { now }) => noteRefunds(subject, now()),
  "refund.missing": (subject, { now }) => noteRefunds(subject, now()),
  "refund.stuck": makeRefund,
  "order.overdue": endOrder,
  "hold.without-order": endHold,
  "stock.counters": countOne,
  "stock.ledger": countOne,
  "outbox.given-up": (subject, { now }) => tellAgain(subject, now()),
  "promotion.uses": countUses,
  "mail.missing": (subject, { now }) => sendAgain(subject, now()),
  "mail.stuck": (subject, { now }) => sendAgain(subject, now()),
};

async function settle(sessionId: string, { now }: Clock): Promise<void> {
  const session = await retrieveCheckoutSession(sessionId);
  if (session?.paid) await settlePayment(session, undefined, now());
}

/** Nobody's order: all of it goes back, once. */
async function giveSessionBack(sessionId: string): Promise<void> {
  const session = await retrieveCheckoutSession(sessionId);
  if (session?.payment) await refundAll(session.payment.id, `session/${sessionId}`);
}

async function makeRefund(subject: string, { now }: Clock): Promise<void> {
  const [orderNumber = "", refundId = ""] = subject.split("/");
  await executeRefund(orderNumber, refundId, now());
}

async function endOrder(orderNumber: string, { now }: Clock): Promise<void> {
  await cancelPending(orderNumber, NOT_IN_TIME, now());
}

/** Frees what is held for an order that does not wait for it any more. */
async function endHold(orderNumber: string, { now }: Clock): Promise<void> {
  await untilSettled(async () => {
    const found = await Reservations.withOrder(orderNumber);
    if (found?.order.status === "PENDING") throw new Error("The order waits for its payment.");
    const hold = found ? found.reservation : await Reservations.get(orderNumber);
    if (hold === undefined) return true;
    const refusals = await transact([
      Reservations.endHold(orderNumber),
      ...hold.lines.map((line) => Stocks.release(line, now())),
    ]);
    return refusals.length === 0 ? true : undefined;
  });
}

async function countOne(sku: string, clock: Clock): Promise<void> {
  const [failure] = await countAnew([sku], clock);
  if (failure !== undefined) throw new Error(failure);
}

/** Repairs what is safe, one after the other but for stock, whose pause is the same for all. */
export async function mendShop(
  drifts: readonly Drift[],
  clock: Clock,
): Promise<readonly (string | undefined)[]> {
  const counted = drifts.filter((drift) => drift.kind === "stock.counters");
  const failures = await countAnew(
    counted.map((drift) => drift.subject),
    clock,
  );
  const ofStock = new Map(counted.map((drift, at) => [drift, failures[at]]));
  const results: (string | undefined)[] = [];
  for (const drift of drifts) {
    results.push(ofStock.has(drift) ? ofStock.get(drift) : await mendOne(drift, clock));
  }
  return results;
}

async function mendOne({ kind, subject }: Drift, clock: Clock): Promise<string | undefined> {
  const repair = REPAIRS[kind];
  if (repair === undefined) return `Nobody knows how to repair ${kind}.`;
  try {
    await repair(subject, clock);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Repairs a finding that was left to a person.
 * @param actor sub of the person
 * @throws Problem RUN_NOT_FOUND, FINDING_NOT_FOUND, REPAIR_NOT_POSSIBLE
 */
export async function repairFinding(
  request: { readonly runId: string; readonly findingId: string; readonly actor: string },
  clock: Clock,
): Promise<IntegrityRun> {
  const { runId, findingId, actor } = request;
  const found = await Runs.finding(runId, findingId);
  if (found === undefined) {
    const known = await Runs.get(runId);
    if (known === undefined) throw new Problem("RUN_NOT_FOUND", "There is no such run.");
    throw new Problem("FINDING_NOT_FOUND", "This run has no such finding.");
  }
  const repair = REPAIRS[found.kind];
  if (found.repair === "none" || repair === undefined) {
    throw new Problem("REPAIR_NOT_POSSIBLE", "Nobody can repair this from here.");
  }
  if (found.repair === "possible") {
    await repair(found.subject, clock).catch((error: unknown) => {
      if (error instanceof Problem) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new Problem("REPAIR_NOT_POSSIBLE", `It could not be repaired. ${why}`, {
        cause: error,
      });
    });
  }
  return await untilSettled(async () => {
    const [run, finding] = await Promise.all([Runs.get(runId), Runs.finding(runId, findingId)]);
    if (run === undefined || finding === undefined) {
      throw new Problem("RUN_NOT_FOUND", "There is no such run any more.");
    }
    if (finding.repair === "done") return run;
    const repairedAt = clock.now().toISOString();
    const next = withRepair(run, finding.check);
    const repaired = { repair: "done", repairedAt, repairedBy: actor } as const;
    const refusals = await transact([
      Runs.putFinding({ ...finding, ...repaired, version: finding.version + 1 }, clock.now()),
      Runs.replace(next),
    ]);
    return refusals.length === 0 ? next : undefined;
  });
}
