import { expect, it } from "vitest";
import { promise } from "./delivery.ts";

it("leaves tomorrow on a working day, and names the days", () => {
  expect(promise(new Date("2026-11-23T09:00:00Z"))).toBe(
    "Leaves tomorrow, with you 26 to 30 November",
  );
});

it("leaves on Monday after a Friday", () => {
  expect(promise(new Date("2026-11-27T15:00:00Z"))).toBe(
    "Leaves on Monday, with you 2 to 4 December",
  );
});
