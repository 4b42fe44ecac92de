import type pg from "pg";
import { inTransaction } from "./connection.ts";
import type { Change, Part, Table } from "./projections.ts";

/** Batches follow each other: sums of stock would miss what a neighbour has not committed yet. */
const LOCK = 7_270_002;

const RELATION: Record<Table | Part, string> = {
  User: `"User"`,
  Product: `"Product"`,
  Category: `"Category"`,
  Order: `"Order"`,
  OrderItem: `"OrderItem"`,
  Fulfilment: `"Fulfilment"`,
  Refund: `"Refund"`,
  Return: `"Return"`,
  Stock: `projector."Stock"`,
};

/** Columns as they arrive in JSON, and the types they are read as. */
const COLUMNS: Record<Table | Part, Readonly<Record<string, string>>> = {
  User: {
    id: "text",
    email: "text",
    name: "text",
    role: "text",
    avatar: "text",
    emailVerified: "boolean",
    createdAt: "timestamptz",
    updatedAt: "timestamptz",
    version: "integer",
  },
  Product: {
    id: "text",
    name: "text",
    slug: "text",
    description: "text",
    price: "decimal",
    compareAtPrice: "decimal",
    sku: "text",
    categoryId: "text",
    images: "text[]",
    tags: "text[]",
    rating: "decimal",
    reviewCount: "integer",
    createdAt: "timestamptz",
    updatedAt: "timestamptz",
    version: "integer",
  },
  Category: { id: "text", name: "text", slug: "text", parentId: "text", version: "integer" },
  Order: {
    id: "text",
    orderNumber: "text",
    userId: "text",
    status: "text",
    subtotal: "decimal",
    discount: "decimal",
    tax: "decimal",
    shipping: "decimal",
    total: "decimal",
    refunded: "decimal",
    shippingAddress: "jsonb",
    paymentMethod: "text",
    paymentIntentId: "text",
    createdAt: "timestamptz",
    updatedAt: "timestamptz",
    version: "integer",
  },
  OrderItem: {
    id: "text",
    orderId: "text",
    productId: "text",
    quantity: "integer",
    price: "decimal",
  },
  Fulfilment: {
    id: "text",
    orderId: "text",
    carrier: "text",
    trackingNumber: "text",
    lines: "jsonb",
    shippedAt: "timestamptz",
    deliveredAt: "timestamptz",
  },
  Refund: {
    id: "text",
    orderId: "text",
    status: "text",
    amount: "decimal",
    shipping: "decimal",
    reason: "text",
    returnId: "text",
    paymentIntentId: "text",
    lines: "jsonb",
    requestedAt: "timestamptz",
    settledAt: "timestamptz",
  },
  Return: {
    id: "text",
    orderId: "text",
    status: "text",
    restocked: "boolean",
    refundId: "text",
    lines: "jsonb",
    requestedAt: "timestamptz",
    updatedAt: "timestamptz",
  },
  Stock: { id: "text", productId: "text", available: "integer", version: "integer" },
};

const TABLES: readonly Table[] = ["User", "Category", "Product", "Stock", "Order"];
const PARTS: readonly Part[] = ["OrderItem", "Fulfilment", "Refund", "Return"];

/**
 * Applies changes in one transaction, in bulk: newer versions over older ones, deletions for good,
 * in whatever order and however often they arrive.
 */
export async function apply(client: pg.ClientBase, changes: readonly Change[]): Promise<void> {
  const newest = newestOfEach(changes);
  await inTransaction(client, async () => {
    await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
    const products = await productsWhoseStockMoves(client, newest);
    for (const table of TABLES) {
      const mine = newest.filter((change) => change.table === table);
      const written = await upsert(client, table, mine);
      const removed = await remove(client, table, mine);
      if (table === "Order") await replaceParts(client, mine, new Set([...written, ...removed]));
    }
    await sumStock(client, products);
  });
}

/** A statement may touch a row once, so of several versions only the newest goes in. */
function newestOfEach(changes: readonly Change[]): Change[] {
  const found = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.table}/${change.id}`;
    const other = found.get(key);
    if (other === undefined || other.version < change.version) found.set(key, change);
  }
  return [...found.values()];
}

/** Gives the ids that were written, and not only met a newer version. */
async function upsert(
  client: pg.ClientBase,
  table: Table,
  changes: readonly Change[],
): Promise<Set<string>> {
  const rows = changes.flatMap(({ id, version, row }) => (row ? [{ ...row, id, version }] : []));
  if (rows.length === 0) return new Set();
  const names = Object.keys(COLUMNS[table]).map((name) => `"${name}"`);
  const updates = names.filter((name) => name !== `"id"`);
  const answer = await client.query<{ id: string }>(
    `insert into ${RELATION[table]} as kept (${names.join(", ")})
     select ${names.join(", ")} from ${recordset(table)}
     where not exists (
       select from projector."Tombstone" gone
       where gone."table" = $2 and gone."id" = new."id" and gone."version" >= new."version"
     )
     on conflict ("id") do update set ${updates.map((name) => `${name} = excluded.${name}`).join(", ")}
     where kept."version" < excluded."version"
     returning kept."id"`,
    [JSON.stringify(rows), table],
  );
  return new Set(answer.rows.map((row) => row.id));
}

/** Gives the ids of rows that were there. */
async function remove(
  client: pg.ClientBase,
  table: Table,
  changes: readonly Change[],
): Promise<string[]> {
  const gone = changes.filter((change) => change.row === null);
  if (gone.length === 0) return [];
  const values = [gone.map((change) => change.id), gone.map((change) => change.version)];
  const list = `unnest($1::text[], $2::integer[]) as gone ("id", "version")`;
  await client.query(
    `insert into projector."Tombstone" as kept ("table", "id", "version")
     select $3, "id", "version" from ${list}
     on conflict ("table", "id") do update set "version" = greatest(kept."version", excluded."version")`,
    [...values, table],
  );
  const answer = await client.query<{ id: string }>(
    `delete from ${RELATION[table]} kept using ${list}
     where kept."id" = gone."id" and kept."version" < gone."version" returning kept."id"`,
    values,
  );
  return answer.rows.map((row) => row.id);
}

/** The parts of each order that was written or removed, as they stand now. */
async function replaceParts(
  client: pg.ClientBase,
  changes: readonly Change[],
  touched: ReadonlySet<string>,
): Promise<void> {
  const orders = changes.filter((change) => touched.has(change.id));
  if (orders.length === 0) return;
  const ids = orders.map((change) => change.id);
  for (const part of PARTS) {
    await client.query(`delete from ${RELATION[part]} where "orderId" = any ($1)`, [ids]);
    const rows = orders.flatMap((change) => change.parts[part] ?? []);
    if (rows.length === 0) continue;
    const names = Object.keys(COLUMNS[part]).map((name) => `"${name}"`);
    await client.query(
      `insert into ${RELATION[part]} (${names.join(", ")}) select ${names.join(", ")} from ${recordset(part)}`,
      [JSON.stringify(rows)],
    );
  }
}

function recordset(table: Table | Part): string {
  const columns = Object.entries(COLUMNS[table]).map(([name, type]) => `"${name}" ${type}`);
  return `jsonb_to_recordset($1::jsonb) as new (${columns.join(", ")})`;
}

/** Products that were written, or whose stock is among the changes, before or after them. */
async function productsWhoseStockMoves(
  client: pg.ClientBase,
  changes: readonly Change[],
): Promise<string[]> {
  const stock = changes.filter((change) => change.table === "Stock");
  const before = await client.query<{ productId: string }>(
    `select "productId" from projector."Stock" where "id" = any ($1) and "productId" is not null`,
    [stock.map((change) => change.id)],
  );
  const after = stock.flatMap(({ row }) =>
    typeof row?.["productId"] === "string" ? [row["productId"]] : [],
  );
  const written = changes.filter((change) => change.table === "Product").map(({ id }) => id);
  return [...new Set([...before.rows.map((row) => row.productId), ...after, ...written])];
}

async function sumStock(client: pg.ClientBase, productIds: readonly string[]): Promise<void> {
  if (productIds.length === 0) return;
  await client.query(
    `update "Product" product set "stock" = coalesce(
       (select sum(stock."available") from projector."Stock" stock where stock."productId" = product."id"),
       0
     )
     where product."id" = any ($1)`,
    [productIds],
  );
}
