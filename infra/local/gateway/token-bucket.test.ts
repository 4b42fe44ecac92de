import { expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

it("lets a burst through and then as many as come in anew", () => {
  const bucket = new TokenBucket(2, 3, 0);
  expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
  expect([500, 500, 1_000].map((now) => bucket.take(now))).toEqual([true, false, true]);
});

it("never holds more than its burst", () => {
  const bucket = new TokenBucket(10, 2, 0);
  expect([60_000, 60_000, 60_000].map((now) => bucket.take(now))).toEqual([true, true, false]);
});
