import type { Actor } from "#values/roles";

/** Who acts in a timeline: the account's sub, or a guest with the order's link. */
export function shopperOf(actor: Actor): string {
  return actor.kind === "user" ? actor.sub : "guest";
}
