import { z } from "zod";
import { CHECKS, DRIFTS } from "#domain/integrity";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { dateTime, limit, page } from "./fields.ts";

const runId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, "The id of a run.");

const checkResult = z
  .object({
    check: z.enum(CHECKS),
    status: z.enum(["PENDING", "MEASURED", "FAILED"]),
    /** Things looked at. */
    expected: z.int(),
    /** Those of them that agree. */
    found: z.int(),
    /** Findings, also those beyond the ones that are kept. */
    difference: z.int(),
    /** Findings that nobody repaired. */
    open: z.int(),
    measuredAt: dateTime.nullable(),
    /** Why it could not be measured. */
    problem: z.string().nullable(),
    /** The earlier run that measured it, where this one did not look. */
    from: z.string().nullable(),
  })
  .meta({ id: "IntegrityCheck" });

export const integrityFinding = z
  .object({
    id: z.string(),
    check: z.enum(CHECKS),
    kind: z.enum(DRIFTS),
    /** Order number, SKU, mail key, Stripe's session id, or `Order/P-…` for a row. */
    subject: z.string(),
    severity: z.enum(["notice", "alarm"]),
    expected: z.string(),
    found: z.string(),
    why: z.string(),
    repair: z.enum(["done", "possible", "none"]),
    repairedAt: dateTime.nullable(),
    repairedBy: z.string().nullable(),
  })
  .meta({ id: "IntegrityFinding" });

const summary = {
  id: z.string(),
  status: z.enum(["RUNNING", "DONE"]),
  /** `AGREE` only where every check was measured and nothing is open. */
  verdict: z.enum(["AGREE", "DRIFT", "UNKNOWN", "MEASURING"]),
  trigger: z.enum(["schedule", "person"]),
  startedAt: dateTime,
  finishedAt: dateTime.nullable(),
  checks: z.array(checkResult),
};

export const integrityRun = z.object(summary).meta({ id: "IntegrityRun" });

export const integrityReport = z
  .object({ ...summary, findings: z.array(integrityFinding) })
  .meta({ id: "IntegrityReport" });

export type IntegrityRun = z.output<typeof integrityRun>;
export type IntegrityReport = z.output<typeof integrityReport>;

export const createIntegrityRun = endpoint({
  id: "admin.createIntegrityRun",
  method: "POST",
  path: "/admin/integrity/runs",
  summary: "Compare orders, payments, stock, mail and reports now",
  permission: "integrity.write",
  response: integrityReport,
  status: 201,
});

export const listIntegrityRuns = endpoint({
  id: "admin.listIntegrityRuns",
  method: "GET",
  path: "/admin/integrity/runs",
  summary: "Runs of the integrity auditor, latest first",
  permission: "integrity.read",
  query: z.strictObject({ page, limit }),
  response: z.array(integrityRun),
  paged: true,
});

export const getIntegrityRun = endpoint({
  id: "admin.getIntegrityRun",
  method: "GET",
  path: "/admin/integrity/runs/:id",
  summary: "One run with its findings",
  permission: "integrity.read",
  params: z.strictObject({ id: runId }),
  response: integrityReport,
  errors: ["RUN_NOT_FOUND"],
});

export const repairFinding = endpoint({
  id: "admin.repairFinding",
  method: "POST",
  path: "/admin/integrity/runs/:id/findings/:findingId/repair",
  summary: "Repair what the auditor found and left to a person",
  permission: "integrity.write",
  params: z.strictObject({ id: runId, findingId: z.string().regex(/^[\w-]{1,60}$/) }),
  response: integrityReport,
  errors: ["RUN_NOT_FOUND", "FINDING_NOT_FOUND", "REPAIR_NOT_POSSIBLE"],
});

export const server = {
  "admin.createIntegrityRun": {
    impact: "Staff cannot have the books compared now; the hourly run goes on.",
    table: "write",
    sendsTo: ["integrity", "reporting"],
    watches: ["projection"],
    rate: { perSecond: 2, burst: 10 },
  },
  "admin.listIntegrityRuns": { impact: "Staff do not see whether the books agree.", table: "read" },
  "admin.getIntegrityRun": { impact: "Staff do not see what drifted.", table: "read" },
  "admin.repairFinding": {
    impact: "Staff cannot repair what the auditor left to them.",
    table: "write",
    secrets: ["stripe"],
    timeoutSeconds: 25,
  },
} satisfies Record<string, ServerSide>;
