import { createHash } from "node:crypto";
import { DRIFT_ALARM } from "#contracts/jobs";
import * as Runs from "#data/integrity-run";
import { commit, transact } from "#data/write";
import {
  begin,
  type Check,
  CHECKS,
  type CheckResult,
  type Drift,
  type Finding,
  type IntegrityRun,
  withResult,
} from "#domain/integrity";
import { SYSTEM } from "#domain/order";
import * as Queue from "#gateways/queue";
import { newUlid } from "#values/id";
import { untilSettled } from "../attempts.ts";
import type { Looking, Seen } from "./look.ts";

/** Looking at the reports wakes Aurora for five minutes: each hour, that would be $4 a month and more. */
const REPORTING_EVERY_MS = 20 * 3_600_000;

/**
 * Begins a run and sends each of its checks to the queue of the job that makes it.
 * @throws where a queue does not take them; the run then stays as it is, and the next one is whole
 */
export async function startRun(
  { trigger, actor }: Pick<IntegrityRun, "trigger" | "actor">,
  now: Date,
): Promise<IntegrityRun> {
  const before = await Runs.latest();
  const checks = new Set<Check>(CHECKS);
  if (trigger === "schedule" && wasMeasuredSince(before, "reporting", now, REPORTING_EVERY_MS)) {
    checks.delete("reporting");
  }
  const run = begin({ id: newUlid(now), trigger, actor }, checks, before, now);
  await commit(Runs.create(run));
  const projecting = checks.has("reporting") ? await Queue.depth("projection") : 0;
  const messages = [...checks].map((check) => ({ runId: run.id, check, projecting }));
  const refused = await Promise.all([
    Queue.sendAll(
      "integrity",
      messages.filter(({ check }) => check !== "reporting"),
    ),
    Queue.sendAll(
      "reporting",
      messages.filter(({ check }) => check === "reporting"),
    ),
  ]);
  if (refused.some((at) => at !== undefined)) throw new Error(`A queue refused run ${run.id}.`);
  return run;
}

function wasMeasuredSince(
  run: IntegrityRun | undefined,
  check: Check,
  now: Date,
  ms: number,
): boolean {
  const measuredAt = run?.checks.find((one) => one.check === check)?.measuredAt;
  return measuredAt ? now.getTime() - new Date(measuredAt).getTime() < ms : false;
}

export interface Auditor {
  readonly look: (looking: Looking) => Promise<Seen>;
  /** Repairs drifts whose remedy is `safe`. Gives for each why it could not, or undefined. */
  readonly mend: (drifts: readonly Drift[], now: Date) => Promise<readonly (string | undefined)[]>;
}

/** Findings that are kept of one check; beyond them only the number. */
const KEPT = 200;
/** A transaction's worth of them. */
const BATCH = 50;

/**
 * Makes one check of a run: looks, repairs what is safe, keeps what it found, and says in the log
 * what somebody must look at. Told twice, it does nothing the second time. A check that cannot be
 * made is a result too: the row says why, and is not green.
 */
export async function runCheck(
  { runId, check }: { readonly runId: string; readonly check: Check },
  { look, mend }: Auditor,
  looking: Looking,
): Promise<void> {
  const run = await Runs.get(runId);
  const waiting = run?.checks.some((one) => one.check === check && one.status === "PENDING");
  if (!waiting) return;
  let result: CheckResult;
  try {
    const seen = await look(looking);
    result = await keep({ runId, check }, seen, mend, looking.now);
  } catch (error) {
    console.error(
      JSON.stringify({ level: "error", what: "integrity check", check, error: String(error) }),
    );
    const problem = error instanceof Error ? error.message : String(error);
    result = { ...NOTHING, check, status: "FAILED", problem };
  }
  await untilSettled(async () => {
    const current = await Runs.get(runId);
    const next = current && withResult(current, result, looking.now());
    if (next === undefined) return true;
    return (await commit(Runs.replace(next))) ? true : undefined;
  });
}

const NOTHING = { expected: 0, found: 0, difference: 0, open: 0, measuredAt: null, from: null };

async function keep(
  { runId, check }: { readonly runId: string; readonly check: Check },
  { compared, drifts }: Seen,
  mend: Auditor["mend"],
  now: () => Date,
): Promise<CheckResult> {
  const safe = drifts.filter((drift) => drift.remedy === "safe");
  const problems = await mend(safe, now());
  const failures = new Map(safe.map((drift, at) => [drift, problems[at]]));
  const findings = drifts.map((drift) =>
    toFinding({ runId, check, drift, failure: failures.get(drift), now: now() }),
  );
  const kept = findings.slice(0, KEPT);
  for (let at = 0; at < kept.length; at += BATCH) {
    await transact(kept.slice(at, at + BATCH).map((one) => Runs.putFinding(one, now())));
  }
  const open = findings.filter((one) => one.repair !== "done");
  for (const one of open) if (one.severity === "alarm") alarm(one);
  return {
    check,
    status: "MEASURED",
    expected: compared,
    found: compared - drifts.length,
    difference: drifts.length,
    open: open.length,
    measuredAt: now().toISOString(),
    problem: null,
    from: null,
  };
}

/** The alarm on drift counts these lines (contracts/jobs.ts). */
function alarm({ kind, subject, expected, found, why }: Finding): void {
  const line = { level: "error", what: DRIFT_ALARM, kind, subject, expected, found, why };
  console.error(JSON.stringify(line));
}

function toFinding(one: {
  readonly runId: string;
  readonly check: Check;
  readonly drift: Drift;
  readonly failure: string | undefined;
  readonly now: Date;
}): Finding {
  const { runId, check, failure } = one;
  const { remedy, ...drift } = one.drift;
  const found = { id: findingId(drift), runId, check, ...drift, version: 1 };
  const open = { ...found, repairedAt: null, repairedBy: null };
  if (remedy !== "safe") return { ...open, repair: remedy === "person" ? "possible" : "none" };
  if (failure !== undefined) {
    const why = `${drift.why} It could not be repaired: ${failure}`;
    // Nobody's button reaches the reporting database.
    return { ...open, why, repair: check === "reporting" ? "none" : "possible" };
  }
  return { ...found, repair: "done", repairedAt: one.now.toISOString(), repairedBy: SYSTEM };
}

/** The same drift has the same name in every run, so a message told twice leaves it once. */
function findingId({ kind, subject }: Pick<Drift, "kind" | "subject">): string {
  const hash = createHash("sha256").update(`${kind}\n${subject}`).digest("base64url");
  return `${kind.replace(".", "-")}-${hash.slice(0, 10)}`;
}
