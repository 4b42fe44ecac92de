import { createHash } from "node:crypto";

/**
 * A number from 0 up to 1 that depends on the seed alone, so that the same catalogue comes out on
 * every machine, and one figurine more or less changes none of the others.
 */
export function draw(seed: string): number {
  return createHash("sha256").update(seed).digest().readUInt32BE(0) / 2 ** 32;
}

/** A whole number from `low` to `high`, both included. */
export function drawBetween(seed: string, low: number, high: number): number {
  return low + Math.floor(draw(seed) * (high - low + 1));
}
