import * as Carts from "#data/cart";
import * as Orders from "#data/order";
import { transact, type Write } from "#data/write";
import * as Cart from "#domain/cart";
import { untilSettled } from "./attempts.ts";

/**
 * At sign-in: puts a guest's cart into the account's, once. The guest's cart is deleted under its
 * version in the same transaction, so a second call finds nothing to add. An unpaid order made from
 * it now belongs to the account's cart, which its payment will empty.
 * @param guestCookie the value of the cart cookie; any other form than ours is ignored
 * @returns whether there was a guest's cart
 */
export async function mergeCarts(request: {
  readonly guestCookie: string | undefined;
  readonly sub: string;
  readonly now: Date;
}): Promise<boolean> {
  const { sub, now } = request;
  const guestId = Cart.guestCartId(request.guestCookie);
  if (guestId === undefined) return false;
  const ownId = Cart.userCartId(sub);
  return await untilSettled(async () => {
    const guest = await Carts.get(guestId, now);
    if (guest === undefined) return false;
    const own = (await Carts.get(ownId, now)) ?? Cart.empty(ownId, now);
    const merged = Cart.merge(own, guest, now);
    const refusals = await transact([
      { ...Carts.remove(guest), name: "guest cart" },
      Carts.put(merged, now),
      ...(await moveOrders(guest.pendingOrders, ownId, now)),
    ]);
    return refusals.length === 0 ? true : undefined;
  });
}

async function moveOrders(
  orderNumbers: readonly string[],
  cartId: string,
  now: Date,
): Promise<Write[]> {
  const orders = await Promise.all(orderNumbers.map(Orders.get));
  const updatedAt = now.toISOString();
  return orders.flatMap((order) =>
    order?.status === "PENDING"
      ? [Orders.replace({ ...order, cartId, version: order.version + 1, updatedAt })]
      : [],
  );
}
