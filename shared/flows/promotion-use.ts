import * as Promotions from "#data/promotion";
import type { Write } from "#data/write";
import type { Order } from "#domain/order";
import { nameOf } from "#domain/promotion";

type Using = Pick<Order, "orderNumber" | "promotions" | "userId" | "email">;

/** Whose use of a promotion an order is: both the account's and the address's. */
const customerOf = ({ userId, email }: Using): Promotions.Customer => ({ sub: userId, email });

/** Whether a transaction was refused because a use could not be taken or given back. */
export function refusedUse(refusals: readonly string[]): boolean {
  return refusals.some((name) => name.startsWith("promotion:"));
}

/**
 * Takes one use of each limited promotion of an order, in the transaction that places it: two write
 * units for the counter, and two for each item of the customer. Promotions without limits cost none.
 * Undo: giveBackUses.
 * @param uses what was read of the customer's uses when the promotions were judged
 */
export function takeUses(order: Using, uses: readonly Promotions.CustomerUse[]): Write[] {
  return order.promotions.flatMap(({ promotionId, counted, countedForCustomer }) => [
    ...(counted ? [Promotions.takeUse(promotionId)] : []),
    ...(countedForCustomer ? uses.filter((use) => use.promotionId === promotionId) : []).map(
      (use) => Promotions.putCustomerUse(use, [...use.orders, order.orderNumber]),
    ),
  ]);
}

/**
 * Gives back what an order took, in the transaction that ends it unpaid, which happens once. An
 * order that was paid keeps its uses, whatever becomes of it later.
 */
export async function giveBackUses(order: Using): Promise<Write[]> {
  const uses = await customerUses(order);
  return [
    ...order.promotions.flatMap(({ promotionId, counted }) =>
      counted ? [Promotions.giveBackUse(promotionId)] : [],
    ),
    ...uses.flatMap((use) => {
      const orders = use.orders.filter((number) => number !== order.orderNumber);
      return orders.length === use.orders.length ? [] : [Promotions.putCustomerUse(use, orders)];
    }),
  ];
}

/**
 * Takes the uses of an order again that had ended unpaid and is paid after all. Gives why it cannot
 * where others have used the promotion up meanwhile.
 */
export async function takeUsesAgain(order: Using): Promise<readonly Write[] | string> {
  const limited = order.promotions.filter((one) => one.counted || one.countedForCustomer);
  if (limited.length === 0) return [];
  const [found, uses] = await Promise.all([
    Promotions.getAll(limited.map((one) => one.promotionId)),
    customerUses(order),
  ]);
  for (const { promotion, used } of found.values()) {
    const { maxUses, maxUsesPerCustomer } = promotion;
    const own = uses.filter((use) => use.promotionId === promotion.id);
    const most = Math.max(0, ...own.map((use) => use.orders.length));
    if (maxUses !== null && used >= maxUses) return `${nameOf(promotion)} is used up.`;
    if (maxUsesPerCustomer !== null && most >= maxUsesPerCustomer) {
      return `The customer has used ${nameOf(promotion)} for another order.`;
    }
  }
  return takeUses(order, uses);
}

async function customerUses(order: Using): Promise<readonly Promotions.CustomerUse[]> {
  const ids = order.promotions.flatMap((one) => (one.countedForCustomer ? [one.promotionId] : []));
  return await Promotions.customerUses(ids, customerOf(order));
}
