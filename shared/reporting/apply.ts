import type pg from "pg";
import { names, RELATION, recordset } from "./columns.ts";
import { inTransaction } from "./connection.ts";
import { type Change, PARTS, TABLES, type Table } from "./projections.ts";

/** Batches follow each other: sums of stock would miss what a neighbour has not committed yet. */
const LOCK = 7_270_002;

/**
 * Applies changes in one transaction, in bulk: newer versions over older ones, deletions for good,
 * in whatever order and however often they arrive.
 */
export async function apply(client: pg.ClientBase, changes: readonly Change[]): Promise<void> {
  await inTransaction(client, async () => {
    await lock(client);
    await write(client, changes);
  });
}

/** Nobody else writes rows until this transaction ends. */
async function lock(client: pg.ClientBase): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
}

async function write(client: pg.ClientBase, changes: readonly Change[]): Promise<void> {
  const newest = newestOfEach(changes);
  const products = await productsWhoseStockMoves(client, newest);
  for (const table of TABLES) {
    const mine = newest.filter((change) => change.table === table);
    const written = await upsert(client, table, mine);
    const removed = await remove(client, table, mine);
    if (table === "Order") await replaceParts(client, mine, new Set([...written, ...removed]));
  }
  await sumStock(client, products);
}

/**
 * Writes rows anew, whatever version lies there, for rows that are known to be wrong. `read` is asked
 * for the items while nobody else writes: what it gives is not older than what the projector has
 * written, so nothing newer is lost.
 */
export async function rewrite(
  client: pg.ClientBase,
  read: () => Promise<readonly Change[]>,
): Promise<void> {
  await inTransaction(client, async () => {
    await lock(client);
    const changes = await read();
    const removed = new Map<string, number>();
    for (const table of TABLES) {
      const mine = changes.filter((change) => change.table === table);
      for (const row of await clear(client, table, mine)) {
        removed.set(`${table}/${row.id}`, row.version);
      }
    }
    // A row without an item goes at its own version: no older change brings it back.
    const last = (change: Change) => removed.get(`${change.table}/${change.id}`) ?? change.version;
    await write(
      client,
      changes.map((change) => (change.row ? change : { ...change, version: last(change) })),
    );
  });
}

async function clear(
  client: pg.ClientBase,
  table: Table,
  changes: readonly Change[],
): Promise<readonly { readonly id: string; readonly version: number }[]> {
  if (changes.length === 0) return [];
  const ids = changes.map((change) => change.id);
  const alive = changes.flatMap((change) => (change.row ? [change.id] : []));
  await client.query(`delete from projector."Tombstone" where "table" = $1 and "id" = any ($2)`, [
    table,
    alive,
  ]);
  for (const part of table === "Order" ? PARTS : []) {
    await client.query(`delete from ${RELATION[part]} where "orderId" = any ($1)`, [ids]);
  }
  const removed = await client.query<{ id: string; version: number }>(
    `delete from ${RELATION[table]} where "id" = any ($1) returning "id", "version"`,
    [ids],
  );
  return removed.rows;
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
  const columns = names(table);
  const updates = columns.filter((name) => name !== `"id"`);
  const answer = await client.query<{ id: string }>(
    `insert into ${RELATION[table]} as kept (${columns.join(", ")})
     select ${columns.join(", ")} from ${recordset(table)}
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
    const columns = names(part).join(", ");
    await client.query(
      `insert into ${RELATION[part]} (${columns}) select ${columns} from ${recordset(part)}`,
      [JSON.stringify(rows)],
    );
  }
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
