import { z } from "zod";
import * as Orders from "#data/order";
import type { Order } from "#domain/order";
import * as OrderToken from "#domain/order-token";
import { environment } from "#values/environment";
import { Problem } from "#values/error-codes";
import { type Actor, may } from "#values/roles";

const secret = (): string =>
  environment({ ORDER_TOKEN_SECRET: z.string().min(16) }).ORDER_TOKEN_SECRET;

/** What opens this order without an account: in links of mails and of the payment page. */
export function accessToken(orderNumber: string): string {
  return OrderToken.sign(orderNumber, secret());
}

/** Where its owner, or whoever has the link, sees an order. */
export function orderUrl(order: Pick<Order, "orderNumber" | "storeUrl">): string {
  return `${order.storeUrl}/orders/${order.orderNumber}?token=${accessToken(order.orderNumber)}`;
}

/**
 * An order for its owner, for staff, or for whoever brings its access token.
 * @throws Problem ORDER_NOT_FOUND for everybody else: they must not learn that it exists
 */
export async function readOrder(
  orderNumber: string,
  caller: { readonly actor: Actor; readonly token: string | undefined },
): Promise<Order> {
  const order = await Orders.get(orderNumber);
  if (order !== undefined && mayRead(order, caller)) return order;
  throw new Problem("ORDER_NOT_FOUND", "There is no such order, or the link is not complete.");
}

function mayRead(order: Order, { actor, token }: { actor: Actor; token: string | undefined }) {
  if (token !== undefined && OrderToken.opens(token, order.orderNumber, secret())) return true;
  if (actor.kind === "guest") return false;
  return actor.sub === order.userId || may(actor, "orders.read");
}
