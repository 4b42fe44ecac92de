import { list } from "#contracts/orders";
import * as Orders from "#data/order";
import { toPublic } from "#domain/order-view";
import { serve } from "#kit/endpoint";

export const handler = serve(list, async ({ query: { page, limit }, actor, now }) => {
  // The contract lets customers in only; a guest has no orders of an account.
  const numbers = actor.kind === "user" ? await Orders.numbersOfUser(actor.sub) : [];
  const start = (page - 1) * limit;
  const orders = await Orders.getAll(numbers.slice(start, start + limit));
  const data = orders.map((order) => toPublic(order, now));
  return { data, meta: { page, limit, total: numbers.length } };
});
