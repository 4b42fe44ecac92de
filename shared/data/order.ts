import { z } from "zod";
import type { Fulfilment } from "#domain/fulfilment";
import { type Order, type OrderEvent, type OrderStatus, STATUSES, SYSTEM } from "#domain/order";
import { absent, versionIs } from "./expression.ts";
import { eventSchema, orderSchema } from "./order-schema.ts";
import { shard, shards } from "./shards.ts";
import { get as getItem, getMany, type Item, type Key, query } from "./table.ts";
import type { Write } from "./write.ts";

/** The partition of everything that belongs to one order. */
export const partition = (orderNumber: string): string => `ORDER#${orderNumber}`;
const byStatus = (of: OrderStatus): string => `OPS#ORDER#${of}`;

/** Under which key its own item lies, for those who follow the stream. */
export const key = (orderNumber: string): Key => ({ PK: partition(orderNumber), SK: "META" });

/** The order of an item, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): Order {
  return orderSchema.parse(item);
}

/** By what a customer's orders are found: `USER#sub` / `ORDER#createdAt`. */
function ownersList({ userId, createdAt }: Order): Item {
  return userId === null ? {} : { GSI1PK: `USER#${userId}`, GSI1SK: `ORDER#${createdAt}` };
}

/** Orders from before quotes stand in their owner's list themselves, the others by their first entry. */
const listsItself = (order: Order): boolean => order.quote === "";

function toItem(order: Order): Item {
  return {
    ...key(order.orderNumber),
    type: "Order",
    ...(listsItself(order) ? ownersList(order) : {}),
    GSI2PK: shard(byStatus(order.status), order.orderNumber),
    GSI2SK: order.createdAt,
    ...sparse(order),
  };
}

/**
 * The order without what it is read to be where it is missing: some hundred bytes of an item that is
 * written often, and paid for by the KB.
 */
function sparse({ items, promotions, fulfilments, refunds, returns, ...order }: Order): Item {
  const lists = Object.entries({ promotions, fulfilments, refunds, returns });
  return {
    ...order,
    items: items.map(({ backordered, discount, ...item }) => ({
      ...item,
      ...(backordered === 0 ? {} : { backordered }),
      ...(discount === 0 ? {} : { discount }),
    })),
    ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)),
  };
}

/** Consistently read. */
export async function get(orderNumber: string): Promise<Order | undefined> {
  const item = await getItem(key(orderNumber));
  return item && parse(item);
}

/** The order's timeline, oldest first. */
export async function events(orderNumber: string): Promise<OrderEvent[]> {
  // The entry that ended the hold stands in the hold's place, see reservation.ts.
  const range = { from: "EV#", to: "RESV" };
  const items = await query({ partition: partition(orderNumber), ...range, consistent: true });
  return items
    .filter((item) => item["type"] === "OrderEvent")
    .map((item) => eventSchema.parse(item))
    .sort((a, b) => a.version - b.version);
}

/** Numbers of all orders of a customer, newest first. The index may be stale. */
export async function numbersOfUser(sub: string): Promise<string[]> {
  const items = await query({
    index: "GSI1",
    partition: `USER#${sub}`,
    prefix: "ORDER#",
    newestFirst: true,
  });
  return items.map((item) => z.object({ orderNumber: z.string() }).parse(item).orderNumber);
}

export interface OrderReference {
  readonly orderNumber: string;
  readonly createdAt: string;
}

/**
 * Number and time of every order in one of the statuses, newest first. Keys only: cheap.
 * @param since only those placed at this moment or later
 */
export async function referencesByStatus(
  statuses: readonly OrderStatus[],
  since?: Date,
): Promise<OrderReference[]> {
  const from = since === undefined ? {} : { from: since.toISOString() };
  const found = await Promise.all(
    statuses
      .flatMap((one) => shards(byStatus(one)))
      .map((partitionKey) => query({ index: "GSI2", partition: partitionKey, ...from })),
  );
  return referencesOf(found.flat());
}

function referencesOf(items: readonly Item[]): OrderReference[] {
  return items
    .map((item) => {
      const { PK, GSI2SK } = z.object({ PK: z.string(), GSI2SK: z.string() }).parse(item);
      return { orderNumber: PK.slice(partition("").length), createdAt: GSI2SK };
    })
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/**
 * Where the newest order saw the shop, for mails that no order is behind; undefined before the first.
 * One key of each status and shard is read.
 */
export async function newestStoreUrl(): Promise<string | undefined> {
  const newest = await Promise.all(
    STATUSES.flatMap((one) => shards(byStatus(one))).map((partitionKey) =>
      query({ index: "GSI2", partition: partitionKey, newestFirst: true, limit: 1 }),
    ),
  );
  const [reference] = referencesOf(newest.flat());
  return reference && (await get(reference.orderNumber))?.storeUrl;
}

/** Many orders by number, in the order of the numbers; missing ones are left out. */
export async function getAll(orderNumbers: readonly string[]): Promise<Order[]> {
  const items = await getMany(orderNumbers.map(key), { consistent: false });
  const orders = new Map(items.map(parse).map((order) => [order.orderNumber, order]));
  return orderNumbers.flatMap((number) => orders.get(number) ?? []);
}

/** A new order; refused where its number is taken. */
export function create(order: Order): Write {
  return { kind: "put", name: "order", item: toItem(order), when: absent };
}

/** Puts `order` over the version before it. */
export function replace(order: Order): Write {
  return { kind: "put", name: "order", item: toItem(order), when: versionIs(order.version - 1) };
}

/**
 * Begins the timeline of a new order. This entry never changes, so it is what stands in the owner's
 * list: an index entry that is written once, where the order's own would be with each of its steps.
 */
export function begin(order: Order, event: OrderEvent): Write {
  return entry(event, listsItself(order) ? {} : ownersList(order));
}

/** Adds an entry to the timeline. */
export function record(event: OrderEvent): Write {
  return entry(event, {});
}

function entry(event: OrderEvent, index: Item): Write {
  const SK = `EV#${String(event.version).padStart(6, "0")}`;
  return {
    kind: "put",
    name: "order event",
    item: { PK: partition(event.orderNumber), SK, type: "OrderEvent", ...index, ...event },
    when: absent,
  };
}

export function mockOrder(overrides: Partial<Order> = {}): Order {
  return {
    orderNumber: "P-261123-7F3KQ",
    status: "PENDING",
    userId: null,
    email: "maren@example.com",
    cartId: "0CARTMOCK00000000000000000",
    items: [
      {
        sku: "0011-09",
        productId: "prod_0fox",
        slug: "fox",
        name: "Fox",
        options: { height: "9 cm" },
        image: "/media/figurines/fox.webp",
        tint: { hue: 52, chroma: 0.14 },
        quantity: 2,
        price: 2400,
        total: 4800,
        backordered: 0,
        discount: 0,
        tax: 767,
        taxPercent: 19,
      },
    ],
    subtotal: 4800,
    discount: 0,
    tax: 845,
    shipping: 490,
    total: 5290,
    currency: "EUR",
    promotions: [],
    taxes: [{ percent: 19, net: 4445, tax: 845 }],
    taxIncluded: true,
    quote: "",
    shippingMethod: "standard",
    shippingAddress: {
      name: "Maren Holt",
      line1: "Kastanienallee 12",
      city: "Berlin",
      postalCode: "10435",
      country: "DE",
    },
    billingAddress: null,
    payment: {
      sessionId: null,
      url: null,
      sessionExpiresAt: "2026-11-23T10:30:00.000Z",
      intentId: null,
      method: null,
      paidAt: null,
    },
    fulfilments: [],
    refunds: [],
    returns: [],
    storeUrl: "https://shop.example",
    version: 1,
    createdAt: "2026-11-23T10:00:00.000Z",
    updatedAt: "2026-11-23T10:00:00.000Z",
    ...overrides,
  };
}

export function mockFulfilment(overrides: Partial<Fulfilment> = {}): Fulfilment {
  return {
    id: "F1",
    lines: [{ sku: "0011-09", quantity: 2 }],
    carrier: "DHL",
    trackingNumber: "0034",
    trackingUrl: null,
    shippedAt: "2026-11-24T09:00:00.000Z",
    deliveredAt: null,
    actor: SYSTEM,
    ...overrides,
  };
}

/** An order of two figurines and an octopus: €86.00 of goods and €4.90 of shipping, paid. */
export function mockPaidOrder(overrides: Partial<Order> = {}): Order {
  const order = mockOrder();
  const [fox] = order.items;
  if (fox === undefined) return order;
  const octopus = {
    ...fox,
    sku: "0103-09",
    name: "Octopus",
    quantity: 1,
    price: 3800,
    total: 3800,
  };
  return {
    ...order,
    status: "PAID",
    items: [fox, octopus],
    subtotal: 8600,
    total: 9090,
    payment: {
      ...order.payment,
      sessionId: "cs_1",
      intentId: "pi_1",
      method: "visa 4242",
      paidAt: "2026-11-23T10:05:00.000Z",
    },
    version: 2,
    ...overrides,
  };
}
