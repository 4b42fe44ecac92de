import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { deliver, placePaid } from "../../../infra/testing/checkout.ts";
import { openStripe, type TestStripe } from "../../../infra/testing/stripe.ts";
import { openTestTable } from "../../../infra/testing/table.ts";
import { DRIFT_ALARM } from "#contracts/jobs";
import * as Runs from "#data/integrity-run";
import { commit } from "#data/write";
import { begin, verdict } from "#domain/integrity";
import { newUlid } from "#values/id";
import { giveBack } from "../give-back.ts";
import { lookAtRefunds } from "./refunds.ts";
import { mendShop } from "./repair.ts";
import { runCheck } from "./run.ts";

let table: Awaited<ReturnType<typeof openTestTable>>;
let stripe: TestStripe;
beforeAll(async () => {
  table = await openTestTable();
  stripe = await openStripe();
});
afterAll(() => Promise.all([stripe.close(), table.close()]));
afterEach(() => vi.restoreAllMocks());

/** Stripe's card whose refunds the bank sends back. */
const BOUNCING = "4000 0000 0000 5126";
const DAY = 24 * 60;

function refund(orderNumber: string, amount: number) {
  const asked = { amount, restock: false, reason: "Broken.", returnId: null, actor: "ada" };
  return giveBack(orderNumber, asked, crypto.randomUUID(), stripe.now());
}

/** The auditor's check of refunds, as its job makes it: what it says of an order, and its alarm. */
async function audit(orderNumber: string) {
  const looking = {
    now: () => stripe.now(),
    pause: async () => undefined,
    remainingMs: () => 60_000,
  };
  const id = newUlid(stripe.now());
  const run = begin(
    { id, trigger: "person", actor: "ada" },
    new Set(["refunds"]),
    undefined,
    stripe.now(),
  );
  await commit(Runs.create(run));
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const mend = (drifts: Parameters<typeof mendShop>[0]) => mendShop(drifts, looking);
  await runCheck({ runId: id, check: "refunds" }, { look: lookAtRefunds, mend }, looking);
  const lines = log.mock.calls.flat().map(String);
  const concerns = (text: string) => text.includes(orderNumber);
  log.mockRestore();
  const after = await Runs.get(id);
  return {
    findings: (await Runs.findings(id)).filter((one) => concerns(one.subject)),
    alarms: lines.filter((line) => line.includes(DRIFT_ALARM)).filter(concerns),
    verdict: after && verdict(after, stripe.now()),
  };
}

describe("a refund that the bank sent back", () => {
  it("is found and raises the alarm with every run until it is asked for again", async () => {
    const { orderNumber } = await placePaid(stripe, "D1", { card: BOUNCING });
    await refund(orderNumber, 1000);
    expect(await audit(orderNumber)).toMatchObject({ findings: [], alarms: [] });
    await stripe.pass(DAY);
    await deliver(stripe, orderNumber, "refund.failed");
    // Long after anything else happened to the order.
    for (const days of [0, 30]) {
      await stripe.pass(days * DAY);
      const { findings, alarms, verdict: word } = await audit(orderNumber);
      expect(findings).toMatchObject([
        {
          kind: "refund.failed",
          subject: `${orderNumber}/R1`,
          severity: "alarm",
          expected: "€10.00 given back",
          found: "Refused: expired_or_canceled_card",
          repair: "none",
        },
      ]);
      expect(alarms).toEqual([expect.stringContaining(`${orderNumber}/R1`)]);
      expect(word).toBe("DRIFT");
    }
    await refund(orderNumber, 1000);
    expect((await audit(orderNumber)).findings.map((one) => one.kind)).not.toContain(
      "refund.failed",
    );
  });

  it("is written into its order where the bank's word was lost, and then owed", async () => {
    const { orderNumber } = await placePaid(stripe, "D2", { card: BOUNCING });
    await refund(orderNumber, 700);
    await stripe.pass(DAY);
    const first = await audit(orderNumber);
    expect(first.findings).toMatchObject([{ kind: "refund.missing", repair: "done" }]);
    const second = await audit(orderNumber);
    expect(second.findings).toMatchObject([
      { kind: "refund.failed", expected: "€7.00 given back" },
    ]);
    expect(second.alarms).toHaveLength(1);
  });
});
