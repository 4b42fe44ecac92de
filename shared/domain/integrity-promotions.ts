import type { Drift } from "./integrity.ts";
import type { Order } from "./order.ts";

/** Whether an order holds a use of a promotion: it gives it back only by ending unpaid. */
export function holdsUse(order: Order, promotionId: string): boolean {
  const endedUnpaid = order.status === "CANCELLED" && order.payment.paidAt === null;
  return (
    !endedUnpaid && order.promotions.some((one) => one.promotionId === promotionId && one.counted)
  );
}

/** Whether a promotion counts as many uses as there are orders that hold one. */
export function ofUses(
  counter: { readonly promotionId: string; readonly used: number },
  held: number,
): Drift | undefined {
  const { promotionId, used } = counter;
  if (used === held) return undefined;
  return {
    kind: "promotion.uses",
    subject: promotionId,
    severity: "alarm",
    expected: `${held} uses, one for each order`,
    found: `${used} counted`,
    why:
      "A use is taken and given back in the transaction of its order, so somebody wrote the counter " +
      `or an order past the shop. ${used > held ? "Shoppers would be turned away too early." : "It would be used beyond its limit."}`,
    remedy: "safe",
  };
}
