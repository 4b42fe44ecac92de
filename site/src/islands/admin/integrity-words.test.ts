import { describe, expect, it } from "vitest";
import { CHECKS } from "#domain/integrity";
import { type CheckResult, placeOf, type Run, stateOf, verdictWords } from "./integrity-words.ts";

const result = (change: Partial<CheckResult> = {}): CheckResult => ({
  check: "stock",
  status: "MEASURED",
  expected: 10,
  found: 10,
  difference: 0,
  open: 0,
  measuredAt: "2026-11-23T10:00:00.000Z",
  problem: null,
  from: null,
  ...change,
});

const run = (verdict: Run["verdict"], checks: readonly CheckResult[]): Run => ({
  id: "01JCMOCK000000000000000000",
  status: "DONE",
  verdict,
  trigger: "schedule",
  startedAt: "2026-11-23T10:00:00.000Z",
  finishedAt: "2026-11-23T10:00:10.000Z",
  checks: [...checks],
});

describe("the verdict", () => {
  it("says how much needs somebody, and what was repaired without", () => {
    const checks = [
      result({ found: 7, difference: 3, open: 1 }),
      result({ check: "mail", status: "FAILED", problem: "No answer.", expected: 0, found: 0 }),
    ];
    expect(verdictWords(run("DRIFT", checks))).toEqual({
      title: "One thing needs you.",
      text: "1 of 2 checks measured, 10 things compared. 2 differences repaired.",
    });
  });

  it("is calm only where the run is", () => {
    const checks = CHECKS.map((check) => result({ check }));
    expect(verdictWords(run("AGREE", checks)).title).toBe("The books agree.");
    expect(verdictWords(run("UNKNOWN", checks)).title).toBe("Not everything was measured.");
  });
});

describe("a check", () => {
  it("is green only where it was measured and nothing is open", () => {
    expect(stateOf(result())).toEqual(["l", "Agrees"]);
    expect(stateOf(result({ difference: 2 }))).toEqual(["l", "Repaired"]);
    expect(stateOf(result({ difference: 2, open: 1 }))).toEqual(["p", "1 open"]);
    expect(stateOf(result({ status: "FAILED" }))).toEqual(["a", "Not measured"]);
    expect(stateOf(result({ status: "PENDING" }))).toEqual(["", "Measuring"]);
  });
});

describe("a finding", () => {
  it.each([
    ["row.missing", "Order/P-261123-7F3KQ", "/admin/orders/P-261123-7F3KQ"],
    ["refund.unknown", "P-261123-7F3KQ/re_1", "/admin/orders/P-261123-7F3KQ"],
    ["mail.missing", "order.paid/P-261123-7F3KQ", "/admin/orders/P-261123-7F3KQ"],
    ["stock.ledger", "0011-09", "/admin/inventory/0011-09"],
    ["promotion.uses", "promo_1", "/admin/promotions/promo_1"],
    ["session.without-order", "cs_test_P-261123-7F3KQ", undefined],
    ["row.orphaned", "Category/ghosts", undefined],
  ] as const)("%s of %s leads to %s", (kind, subject, place) => {
    expect(placeOf({ kind, subject })).toBe(place);
  });
});
