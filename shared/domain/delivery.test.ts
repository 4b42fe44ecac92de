import { describe, expect, it } from "vitest";
import { estimate } from "./delivery.ts";

const days = (paidAt: string, method: "standard" | "express") => {
  const { leavesBy, from, to } = estimate(new Date(paidAt), method);
  return [leavesBy, from, to].map((day) => day.toISOString().slice(0, 10));
};

describe("delivery estimate", () => {
  it("lets a Sunday's order leave on Monday and arrive from Wednesday to Friday", () => {
    expect(days("2026-11-22T15:58:00Z", "standard")).toEqual([
      "2026-11-23",
      "2026-11-25",
      "2026-11-27",
    ]);
  });

  it("brings an express parcel on the working day after it left", () => {
    expect(days("2026-11-26T09:00:00Z", "express")).toEqual([
      "2026-11-27",
      "2026-11-30",
      "2026-11-30",
    ]);
  });

  it("counts the day where the workshop stands", () => {
    expect(days("2026-11-23T23:30:00Z", "standard")[0]).toBe("2026-11-25");
  });
});
