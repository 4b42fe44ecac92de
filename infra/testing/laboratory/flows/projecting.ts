import type { Flow } from "../explorer.ts";
import { newGoods, newShopper } from "../people.ts";

/** From the stream into the reporting database. */
export const projecting: readonly Flow[] = [
  {
    name: "fault 26: projection, its database lost at every statement",
    async prepare(world) {
      const sku = await newGoods(5);
      const shopper = await newShopper(world, sku);
      const orderNumber = await shopper.order();
      await shopper.pay();
      await world.deliverEvents();
      await world.consume("jobs.processOrder");
      await world.relay();
      return {
        sku,
        run: () => world.consume("jobs.projectChanges"),
        async end(facts) {
          const order = facts.orders.find((one) => one.orderNumber === orderNumber);
          const rows = await world.sql(
            `select status, version from "Order" where "orderNumber" = '${orderNumber}'`,
          );
          const [row, ...others] = rows;
          const items = await world.sql(
            `select quantity from "OrderItem" where "orderId" = '${orderNumber}'`,
          );
          const same =
            row?.["version"] === order?.version && row?.["status"] === "PAID" && items.length === 1;
          return same && others.length === 0
            ? []
            : [`I4: its rows are ${JSON.stringify([rows, items])}`];
        },
      };
    },
    next: (world) => world.advance(15),
  },
];
