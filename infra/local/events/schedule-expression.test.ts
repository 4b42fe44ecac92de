import { describe, expect, it } from "vitest";
import { parseSchedule } from "./schedule-expression.ts";

const began = new Date("2026-11-23T08:00:40Z");
const fires = (expression: string, at: string, timezone = "UTC") =>
  parseSchedule(expression, timezone)(new Date(at), began);

describe("a rate", () => {
  it("fires every so many minutes after it began, not at once", () => {
    expect(fires("rate(5 minutes)", "2026-11-23T08:00:50Z")).toBe(false);
    expect(fires("rate(5 minutes)", "2026-11-23T08:04:00Z")).toBe(false);
    expect(fires("rate(5 minutes)", "2026-11-23T08:05:00Z")).toBe(true);
    expect(fires("rate(1 hour)", "2026-11-23T10:00:00Z")).toBe(true);
    expect(fires("rate(1 day)", "2026-11-24T08:00:00Z")).toBe(true);
  });

  it.each(["rate(0 minutes)", "rate(5)", "rate(5 weeks)", "every 5 minutes"])(
    "is not %s",
    (expression) => {
      expect(() => parseSchedule(expression, "UTC")).toThrow("Not a");
    },
  );
});

describe("a cron expression", () => {
  it.each([
    ["cron(0 3 * * ? *)", "2026-11-23T03:00:00Z", true],
    ["cron(0 3 * * ? *)", "2026-11-23T03:01:00Z", false],
    ["cron(0/15 * * * ? *)", "2026-11-23T09:45:00Z", true],
    ["cron(0/15 * * * ? *)", "2026-11-23T09:50:00Z", false],
    ["cron(5,35 8-18 ? * MON-FRI *)", "2026-11-23T08:35:00Z", true],
    ["cron(5,35 8-18 ? * MON-FRI *)", "2026-11-22T08:35:00Z", false],
    ["cron(0 0 1 JAN ? 2027)", "2027-01-01T00:00:00Z", true],
    ["cron(0 0 L * ? *)", "2026-02-28T00:00:00Z", true],
    ["cron(0 0 ? * 2#1 *)", "2026-11-02T00:00:00Z", true],
    ["cron(0 0 ? * 2#1 *)", "2026-11-09T00:00:00Z", false],
    ["cron(0 0 ? * 6L *)", "2026-11-27T00:00:00Z", true],
    ["cron(0 0 15W * ? *)", "2026-11-16T00:00:00Z", true],
  ])("%s at %s: %s", (expression, at, expected) => {
    expect(fires(expression, at)).toBe(expected);
  });

  it("goes by the clock of its time zone", () => {
    expect(fires("cron(0 3 * * ? *)", "2026-07-01T01:00:00Z", "Europe/Berlin")).toBe(true);
    expect(fires("cron(0 3 * * ? *)", "2026-12-01T02:00:00Z", "Europe/Berlin")).toBe(true);
  });

  it("needs a question mark for one of the two days, as AWS does", () => {
    expect(() => parseSchedule("cron(0 3 * * * *)", "UTC")).toThrow("cron");
  });
});

describe("a single moment", () => {
  it("fires in its minute alone", () => {
    const expression = "at(2026-12-24T18:00:00)";
    expect(fires(expression, "2026-12-24T17:00:00Z", "Europe/Berlin")).toBe(true);
    expect(fires(expression, "2026-12-24T17:01:00Z", "Europe/Berlin")).toBe(false);
  });
});
