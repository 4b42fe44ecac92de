import { decidePayment } from "./payment.ts";
import type { World } from "./operation.ts";
import { decideRefund } from "./resources/refunds.ts";

/**
 * Lets the bank decide what has waited long enough.
 * @param until milliseconds since 1970: what is due by then; infinite for everything
 * @returns how many payments and refunds that were
 */
export function decideDue(world: World, until: number): number {
  const { database } = world.store;
  return world.store.transaction(() => {
    const due = database.prepare("select * from decisions where due <= ?").all(until);
    for (const row of due) {
      const id = String(row["id"]);
      const approved = row["approved"] === 1;
      if (id.startsWith("pi_")) decidePayment(world, id, approved);
      else decideRefund(world, id, approved);
      database.prepare("delete from decisions where id = ?").run(id);
    }
    return due.length;
  });
}
