import type { IntegrityReport, IntegrityRun as Summary } from "#contracts/integrity";
import * as Runs from "#data/integrity-run";
import { type Finding, type IntegrityRun, verdict } from "#domain/integrity";

/** A run as staff see it. */
export function summaryOf(run: IntegrityRun, now: Date): Summary {
  const { id, status, trigger, startedAt, finishedAt, checks } = run;
  return {
    id,
    status,
    verdict: verdict(run, now),
    trigger,
    startedAt,
    finishedAt,
    checks: checks.map((check) => ({ ...check })),
  };
}

/** The same with its findings, what is open first. */
export function reportOf(
  run: IntegrityRun,
  findings: readonly Finding[],
  now: Date,
): IntegrityReport {
  const open = (finding: Finding) => (finding.repair === "done" ? 1 : 0);
  const sorted = findings.toSorted((a, b) => open(a) - open(b));
  return {
    ...summaryOf(run, now),
    findings: sorted.map(({ runId: _run, version: _version, ...finding }) => finding),
  };
}

/** The report of a run, with what it found so far. */
export async function readReport(run: IntegrityRun, now: Date): Promise<IntegrityReport> {
  return reportOf(run, await Runs.findings(run.id), now);
}
