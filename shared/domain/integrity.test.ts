import { describe, expect, it } from "vitest";
import { begin, CHECKS, type CheckResult, verdict, withRepair, withResult } from "./integrity.ts";

const now = new Date("2026-11-23T10:00:00.000Z");
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const start = { id: "B", trigger: "person", actor: "someone" } as const;

const measured = (check: CheckResult["check"], open = 0): CheckResult => ({
  check,
  status: "MEASURED",
  expected: 3,
  found: 3 - open,
  difference: open,
  open,
  measuredAt: now.toISOString(),
  problem: null,
  from: null,
});

/** A run whose checks have all been made. */
function ended(results: readonly CheckResult[] = CHECKS.map((check) => measured(check))) {
  let run = begin({ ...start, id: "A" }, new Set(CHECKS), undefined, now);
  for (const result of results) run = withResult(run, result, now) ?? run;
  return run;
}

describe("a run", () => {
  it("is done with the result of its last check, and takes each once", () => {
    const run = begin(start, new Set(CHECKS), undefined, now);
    expect(run.status).toBe("RUNNING");
    const once = withResult(run, measured("stock"), now);
    expect(once?.status).toBe("RUNNING");
    expect(once && withResult(once, measured("stock", 2), now)).toBeUndefined();
    expect(ended()).toMatchObject({ status: "DONE", finishedAt: now.toISOString() });
  });

  it("keeps what an earlier run measured and it did not, with its time and its run", () => {
    const before = ended();
    const run = begin(start, new Set(["stock"]), before, later(1));
    const reporting = run.checks.find((one) => one.check === "reporting");
    expect(reporting).toEqual({ ...measured("reporting"), from: "A" });
    const next = begin({ ...start, id: "C" }, new Set(["stock"]), run, later(2));
    expect(next.checks.find((one) => one.check === "reporting")?.from).toBe("A");
    expect(run.checks.find((one) => one.check === "stock")?.status).toBe("PENDING");
  });

  it("says of a check that nobody ever made that it was not measured", () => {
    const run = begin(start, new Set(["stock"]), undefined, now);
    expect(run.checks.find((one) => one.check === "mail")).toMatchObject({
      status: "FAILED",
      problem: "Not measured yet.",
    });
  });
});

describe("the verdict", () => {
  it("is that the books agree only where every check was measured and nothing is open", () => {
    expect(verdict(ended(), now)).toBe("AGREE");
    const failed = CHECKS.map(
      (check): CheckResult =>
        check === "mail" ? { ...measured(check), status: "FAILED" } : measured(check),
    );
    expect(verdict(ended(failed), now)).toBe("UNKNOWN");
    const open = ended(CHECKS.map((check) => measured(check, check === "stock" ? 1 : 0)));
    expect(verdict(open, now)).toBe("DRIFT");
    expect(verdict(withRepair(open, "stock"), now)).toBe("AGREE");
  });

  it("is unknown of a run that never ended", () => {
    const run = begin(start, new Set(CHECKS), undefined, now);
    expect(verdict(run, later(1))).toBe("MEASURING");
    expect(verdict(run, later(4))).toBe("UNKNOWN");
  });
});
