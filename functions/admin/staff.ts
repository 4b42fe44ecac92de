import type { Actor } from "#values/roles";

/** The sub for ledgers and timelines. The contract's permission keeps guests out before this. */
export function staffOf(actor: Actor): string {
  if (actor.kind === "guest") throw new Error("A guest reached an endpoint for staff.");
  return actor.sub;
}
