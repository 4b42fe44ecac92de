import type { DatabaseSync } from "node:sqlite";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type Stripe from "stripe";
import { z } from "zod";
import { outside } from "./calls.ts";
import type { SentMail } from "./mailbox.ts";

/*
 * What the laboratory reads of the table, in words of its own: it judges the shop's code, so it must
 * not see with that code's eyes. Fields that came later have defaults.
 */
const order = z.looseObject({
  orderNumber: z.string(),
  status: z.string(),
  cartId: z.string(),
  userId: z.string().nullable(),
  items: z.array(z.looseObject({ sku: z.string(), quantity: z.int() })),
  total: z.int(),
  currency: z.string(),
  payment: z.looseObject({ intentId: z.string().nullable(), paidAt: z.string().nullable() }),
  fulfilments: z.array(z.unknown()).default([]),
  refunds: z
    .array(
      z.looseObject({
        id: z.string(),
        status: z.string(),
        amount: z.int(),
        intentId: z.string().nullable().default(null),
      }),
    )
    .default([]),
  version: z.int(),
});

const stock = z.looseObject({
  sku: z.string(),
  onHand: z.int(),
  available: z.int(),
  reserved: z.int(),
  allocated: z.int().default(0),
  owed: z.int().default(0),
  backorderLimit: z.int().default(0),
  backorderLeft: z.int().default(0),
});

const movement = z.looseObject({ sku: z.string(), quantity: z.int(), kind: z.string() });

const reservation = z.looseObject({
  orderNumber: z.string(),
  /** `quantity` is what is held; what was promised beyond it stands beside. */
  lines: z.array(
    z.looseObject({ sku: z.string(), quantity: z.int(), backordered: z.int().default(0) }),
  ),
});

const outbox = z.looseObject({
  id: z.string(),
  kind: z.string(),
  orderNumber: z.string().default(""),
});

const mail = z.looseObject({ key: z.string(), status: z.string() });

const cart = z.looseObject({
  id: z.string(),
  lines: z.array(z.looseObject({ sku: z.string(), quantity: z.int() })),
  checkout: z.string().nullable().default(null),
  pendingOrders: z.array(z.string()).default([]),
});

const event = z.looseObject({ orderNumber: z.string(), kind: z.string(), version: z.int() });

export type OrderFact = z.output<typeof order>;

/** Everything there is, at one moment at which nothing moves. */
export interface Facts {
  readonly orders: readonly OrderFact[];
  readonly events: readonly z.output<typeof event>[];
  readonly stocks: readonly z.output<typeof stock>[];
  readonly movements: readonly z.output<typeof movement>[];
  readonly reservations: readonly z.output<typeof reservation>[];
  readonly outbox: readonly z.output<typeof outbox>[];
  readonly mailRecords: readonly z.output<typeof mail>[];
  readonly carts: readonly z.output<typeof cart>[];
  readonly sessions: readonly Stripe.Checkout.Session[];
  readonly charges: readonly Stripe.Charge[];
  readonly refunds: readonly Stripe.Refund[];
  readonly mails: readonly SentMail[];
  readonly dead: readonly { readonly queue: string; readonly body: string }[];
  /** Orders of a cart, or that hold a SKU. */
  ordersOf(cartOrSku: string): OrderFact[];
}

/** Where the facts are read from: the laboratory's world, or a whole local cloud. */
export interface Source {
  readonly tableName: string;
  readonly stripe: DatabaseSync;
  readonly mails: readonly SentMail[];
  readonly dead: Facts["dead"];
}

/** Reads the whole table and everything at Stripe. The SDK of this process must point at them. */
export async function readFacts(source: Source): Promise<Facts> {
  const byType = new Map<string, Record<string, unknown>[]>();
  for (const item of await scan(source.tableName)) {
    const type = String(item["type"]);
    byType.set(type, [...(byType.get(type) ?? []), item]);
  }
  const all = <Schema extends z.ZodType>(type: string, schema: Schema): z.output<Schema>[] =>
    (byType.get(type) ?? []).map((item) => schema.parse(item));
  const orders = all("Order", order);
  const objects = <Kind>(kind: string): Kind[] =>
    source.stripe
      .prepare("select json from objects where kind = ? order by seq")
      .all(kind)
      .map((row) => JSON.parse(String(row["json"])));
  return {
    orders,
    events: all("OrderEvent", event),
    stocks: all("Stock", stock),
    movements: all("StockMovement", movement),
    reservations: all("Reservation", reservation),
    outbox: all("Outbox", outbox),
    mailRecords: all("Mail", mail),
    carts: all("Cart", cart),
    sessions: objects<Stripe.Checkout.Session>("checkout.session"),
    charges: objects<Stripe.Charge>("charge"),
    refunds: objects<Stripe.Refund>("refund"),
    mails: source.mails,
    dead: source.dead,
    ordersOf: (cartOrSku) =>
      orders.filter(
        ({ cartId, items }) => cartId === cartOrSku || items.some(({ sku }) => sku === cartOrSku),
      ),
  };
}

/** Every item of the table, whoever asks. */
export function scan(TableName: string): Promise<Record<string, unknown>[]> {
  return outside(async () => {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const items: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await client.send(
        new ScanCommand({
          TableName,
          ConsistentRead: true,
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      items.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
    } while (start);
    client.destroy();
    return items;
  });
}
