/**
 * What the books are compared with. Each is one row of the integrity page and measured by itself, so
 * that a provider which does not answer leaves the other rows as they are.
 */
export const CHECKS = [
  /** Paid orders and the payments at Stripe, both ways. */
  "payments",
  /** What was given back, by the orders and by Stripe. */
  "refunds",
  /** Unpaid orders end when their hold does; no hold without its order. */
  "holds",
  /** Counters, ledger and holds of each SKU. */
  "stock",
  /** Events that should be on their way by now. */
  "outbox",
  /** Each event of an order that owes a mail, and the record that it went out. */
  "mail",
  /** The counters of limited promotions, and the orders that used them. */
  "promotions",
  /** Rows of the reporting database, and the items that they show. */
  "reporting",
] as const;

export type Check = (typeof CHECKS)[number];

/** What may be wrong, one word for each kind of drift; repairs go by it. */
export const DRIFTS = [
  "session.without-order",
  "session.unsettled",
  "payment.missing",
  "payment.differs",
  "refund.unknown",
  "refund.missing",
  "refund.stuck",
  "refund.failed",
  "order.overdue",
  "order.without-hold",
  "hold.without-order",
  "stock.counters",
  "stock.ledger",
  "outbox.overdue",
  "outbox.given-up",
  "mail.missing",
  "mail.stuck",
  "promotion.uses",
  "row.missing",
  "row.differs",
  "row.orphaned",
] as const;

export type DriftKind = (typeof DRIFTS)[number];

/** `alarm`: money, stock or a promise to a shopper. `notice`: will mend itself, or nobody is hurt. */
export type Severity = "notice" | "alarm";

/**
 * What can be done. `safe`: by the auditor itself, since the truth is known. `person`: it can, but
 * somebody must say so. `none`: nobody's button; it is explained and raises the alarm.
 */
export type Remedy = "safe" | "person" | "none";

/** Something that is not as it should be, as it was seen. */
export interface Drift {
  readonly kind: DriftKind;
  /** Order number, SKU, mail key, Stripe's session id, promotion, or `Order/P-…` for a row. */
  readonly subject: string;
  readonly severity: Severity;
  readonly expected: string;
  readonly found: string;
  /** In words: what drifted, and why it may have. */
  readonly why: string;
  readonly remedy: Remedy;
}

/** A drift that was looked at twice, and what became of it. */
export interface Finding {
  readonly id: string;
  readonly runId: string;
  readonly check: Check;
  readonly kind: DriftKind;
  readonly subject: string;
  readonly severity: Severity;
  readonly expected: string;
  readonly found: string;
  readonly why: string;
  readonly repair: "done" | "possible" | "none";
  readonly repairedAt: string | null;
  /** Sub of the person, or `system`. */
  readonly repairedBy: string | null;
  readonly version: number;
}

/** What one check came to. `found` of `expected` things agree; `difference` is the number of findings. */
export interface CheckResult {
  readonly check: Check;
  readonly status: "PENDING" | "MEASURED" | "FAILED";
  readonly expected: number;
  readonly found: number;
  readonly difference: number;
  /** Findings that are neither repaired nor gone. */
  readonly open: number;
  readonly measuredAt: string | null;
  /** Why it could not be measured. */
  readonly problem: string | null;
  /** The earlier run that measured it, where this one did not look. */
  readonly from: string | null;
}

export interface IntegrityRun {
  readonly id: string;
  readonly status: "RUNNING" | "DONE";
  readonly trigger: "schedule" | "person";
  /** Sub of the person, or `system`. */
  readonly actor: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly checks: readonly CheckResult[];
  readonly version: number;
}

const PENDING: Omit<CheckResult, "check"> = {
  status: "PENDING",
  expected: 0,
  found: 0,
  difference: 0,
  open: 0,
  measuredAt: null,
  problem: null,
  from: null,
};

/**
 * A run about to begin. Checks that it leaves out keep what `before` says of them.
 * @param checks what it measures itself
 */
export function begin(
  run: Pick<IntegrityRun, "id" | "trigger" | "actor">,
  checks: ReadonlySet<Check>,
  before: IntegrityRun | undefined,
  now: Date,
): IntegrityRun {
  return {
    ...run,
    status: "RUNNING",
    startedAt: now.toISOString(),
    finishedAt: null,
    checks: CHECKS.map((check): CheckResult => {
      if (checks.has(check)) return { check, ...PENDING };
      const kept = before?.checks.find((one) => one.check === check);
      return kept?.measuredAt && before
        ? { ...kept, from: kept.from ?? before.id }
        : { check, ...PENDING, status: "FAILED", problem: "Not measured yet." };
    }),
    version: 1,
  };
}

/** The run with one more result; DONE with the last. Undefined where that check was finished before. */
export function withResult(
  run: IntegrityRun,
  result: CheckResult,
  now: Date,
): IntegrityRun | undefined {
  const waiting = run.checks.some((one) => one.check === result.check && one.status === "PENDING");
  if (!waiting) return undefined;
  const checks = run.checks.map((one) => (one.check === result.check ? result : one));
  const done = checks.every((one) => one.status !== "PENDING");
  return {
    ...run,
    checks,
    status: done ? "DONE" : "RUNNING",
    finishedAt: done ? now.toISOString() : null,
    version: run.version + 1,
  };
}

/** The run after somebody repaired one of its findings. */
export function withRepair(run: IntegrityRun, check: Check): IntegrityRun {
  const checks = run.checks.map((one) =>
    one.check === check ? { ...one, open: Math.max(0, one.open - 1) } : one,
  );
  return { ...run, checks, version: run.version + 1 };
}

/** A run that takes longer than this has died: its messages came back as often as they may. */
const LONGEST_RUN_MS = 3 * 3_600_000;

/**
 * The one word over all checks. `AGREE` only where every one was measured and nothing is open;
 * `UNKNOWN` where one was not, which is no reason to be calm.
 */
export type Verdict = "AGREE" | "DRIFT" | "UNKNOWN" | "MEASURING";

/** @param now by which a run that never ended is told from one that goes on */
export function verdict(run: IntegrityRun, now: Date): Verdict {
  const age = now.getTime() - new Date(run.startedAt).getTime();
  if (run.status === "RUNNING" && age < LONGEST_RUN_MS) return "MEASURING";
  if (run.checks.some((one) => one.open > 0)) return "DRIFT";
  return run.checks.every((one) => one.status === "MEASURED") ? "AGREE" : "UNKNOWN";
}
