import { list } from "#contracts/orders";
import * as Orders from "#data/order";
import { toPublic } from "#domain/order-view";
import { serve } from "#kit/endpoint";

export const handler = serve(list, async ({ query: { page, limit }, actor, now }) => {
  // The contract lets customers in only; a guest has no orders of an account.
  const orders = actor.kind === "user" ? await Orders.ofUser(actor.sub) : [];
  const start = (page - 1) * limit;
  const data = orders.slice(start, start + limit).map((order) => toPublic(order, now));
  return { data, meta: { page, limit, total: orders.length } };
});
