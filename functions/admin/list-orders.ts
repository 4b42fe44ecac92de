import { listOrders } from "#contracts/admin-orders";
import * as Orders from "#data/order";
import * as Order from "#domain/order";
import { toPublic } from "#domain/order-view";
import { serve } from "#kit/endpoint";

/** A number, or its beginning, is found in the index alone. */
const NUMBER_LIKE = /^P-\d[0-9A-Z-]*$/;

/** Totals are exact: the index is counted, and only the page's own orders are read. */
export const handler = serve(listOrders, async ({ query, now }) => {
  const { page, limit, status, q } = query;
  const references = await Orders.referencesByStatus(status ? [status] : Order.STATUSES);
  const start = (page - 1) * limit;
  if (q !== undefined && !NUMBER_LIKE.test(q.toUpperCase())) {
    const found = (await Orders.getAll(references.map(numberOf))).filter((one) => matches(one, q));
    return answer(found.slice(start, start + limit), found.length);
  }
  const prefix = (q ?? "").toUpperCase();
  const numbers = references.map(numberOf).filter((number) => number.startsWith(prefix));
  return answer(await Orders.getAll(numbers.slice(start, start + limit)), numbers.length);

  function answer(orders: readonly Order.Order[], total: number) {
    const data = orders.map((order) => toPublic(order, now));
    return { data, meta: { page, limit, total } };
  }
});

const numberOf = (reference: Orders.OrderReference): string => reference.orderNumber;

/** Every order is read for this: fine for thousands, and the reporting database is there for more. */
function matches(order: Order.Order, q: string): boolean {
  const wanted = q.toLowerCase();
  return [order.orderNumber, order.email, order.shippingAddress.name].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}
