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

interface Caller {
  readonly actor: Actor;
  readonly token: string | undefined;
}

/**
 * An order for its owner, for staff, or for whoever brings its access token.
 * @throws Problem ORDER_NOT_FOUND for everybody else: they must not learn that it exists
 */
export async function readOrder(orderNumber: string, caller: Caller): Promise<Order> {
  const order = await Orders.get(orderNumber);
  if (order !== undefined && (owns(order, caller) || may(caller.actor, "orders.read")))
    return order;
  throw hidden(orderNumber, caller);
}

/**
 * An order for those who may act for the shopper: its owner, and whoever brings its access token.
 * @throws Problem ORDER_NOT_FOUND for everybody else, staff among them
 */
export async function ownOrder(orderNumber: string, caller: Caller): Promise<Order> {
  const order = await Orders.get(orderNumber);
  if (order !== undefined && owns(order, caller)) return order;
  throw hidden(orderNumber, caller);
}

function owns(order: Order, { actor, token }: Caller): boolean {
  if (token !== undefined && OrderToken.opens(token, order.orderNumber, secret())) return true;
  return actor.kind === "user" && actor.sub === order.userId;
}

/** Without a key it may be a link cut short; with a wrong one, somebody tries doors. */
function hidden(orderNumber: string, { actor, token }: Caller): Problem {
  if (token !== undefined || actor.kind === "user") {
    const who = actor.kind === "user" ? actor.sub : "guest";
    console.warn(
      JSON.stringify({ level: "warn", audit: "refused", what: "order", orderNumber, who }),
    );
  }
  return new Problem("ORDER_NOT_FOUND", "There is no such order, or the link is not complete.");
}
