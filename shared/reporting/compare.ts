import type pg from "pg";
import { names, RELATION, recordset } from "./columns.ts";
import { type Change, PARTS, type Part, type Table } from "./projections.ts";

export interface RowDifference {
  readonly change: Change;
  readonly what: "missing" | "differs" | "orphaned";
  /** Of the row that is there. */
  readonly version: number | null;
}

/**
 * Which rows are not what their items say: missing, different in any column, or there although they
 * should not be. The database compares, by its own types; a stretch of items costs four statements.
 */
export async function compare(
  client: pg.ClientBase,
  changes: readonly Change[],
): Promise<RowDifference[]> {
  const found: RowDifference[] = [];
  for (const [table, mine] of Map.groupBy(changes, (change) => change.table)) {
    const wrong = new Map<string, Pick<RowDifference, "what" | "version">>();
    for (const { id, version } of await wrongRows(client, table, mine)) {
      wrong.set(id, { what: version === null ? "missing" : "differs", version });
    }
    for (const { id, version } of await leftRows(client, table, mine)) {
      wrong.set(id, { what: "orphaned", version });
    }
    for (const id of await beside(client, table, mine)) {
      if (!wrong.has(id)) wrong.set(id, { what: "differs", version: null });
    }
    for (const change of mine) {
      const what = wrong.get(change.id);
      if (what) found.push({ change, ...what });
    }
  }
  return found;
}

interface Row {
  readonly id: string;
  readonly version: number | null;
}

async function wrongRows(
  client: pg.ClientBase,
  table: Table,
  changes: readonly Change[],
): Promise<Row[]> {
  const rows = changes.flatMap(({ id, version, row }) => (row ? [{ ...row, id, version }] : []));
  const columns = names(table);
  const answer = await client.query<Row>(
    `select new."id", kept."version" from ${recordset(table)}
     left join ${RELATION[table]} kept on kept."id" = new."id"
     where (${of("kept", columns)}) is distinct from (${of("new", columns)})`,
    [JSON.stringify(rows)],
  );
  return answer.rows;
}

/** Rows of items that say themselves that they were deleted. */
async function leftRows(
  client: pg.ClientBase,
  table: Table,
  changes: readonly Change[],
): Promise<Row[]> {
  const gone = changes.flatMap((change) => (change.row === null ? [change.id] : []));
  if (gone.length === 0) return [];
  const answer = await client.query<Row>(
    `select "id", "version" from ${RELATION[table]} where "id" = any ($1)`,
    [gone],
  );
  return answer.rows;
}

/** What belongs to a row and is not in it. */
async function beside(
  client: pg.ClientBase,
  table: Table,
  changes: readonly Change[],
): Promise<string[]> {
  if (table === "Product") return await wrongStock(client, changes);
  if (table !== "Order") return [];
  const found: string[] = [];
  for (const part of PARTS) found.push(...(await wrongParts(client, part, changes)));
  return found;
}

async function wrongParts(
  client: pg.ClientBase,
  part: Part,
  changes: readonly Change[],
): Promise<string[]> {
  const columns = names(part);
  const answer = await client.query<{ id: string }>(
    `select distinct coalesce(new."orderId", kept."orderId") as "id"
     from ${recordset(part)}
     full join (select * from ${RELATION[part]} where "orderId" = any ($2)) kept
       on kept."id" = new."id"
     where (${of("kept", columns)}) is distinct from (${of("new", columns)})`,
    [
      JSON.stringify(changes.flatMap((change) => change.parts[part] ?? [])),
      changes.map(({ id }) => id),
    ],
  );
  return answer.rows.map((row) => row.id);
}

async function wrongStock(client: pg.ClientBase, changes: readonly Change[]): Promise<string[]> {
  const answer = await client.query<{ id: string }>(
    `select "id" from "Product" product where "id" = any ($1) and "stock" <> coalesce(
       (select sum(stock."available") from projector."Stock" stock where stock."productId" = product."id"),
       0
     )`,
    [changes.map(({ id }) => id)],
  );
  return answer.rows.map((row) => row.id);
}

function of(relation: string, columns: readonly string[]): string {
  return columns.map((name) => `${relation}.${name}`).join(", ");
}

/** How many rows are asked for at a time. */
const PAGE = 5_000;

/** Ids of all rows of a table, in stretches. */
export async function* idsOf(client: pg.ClientBase, table: Table): AsyncGenerator<string[]> {
  let last = "";
  for (;;) {
    const answer = await client.query<{ id: string }>(
      `select "id" from ${RELATION[table]} where "id" > $1 order by "id" limit ${PAGE}`,
      [last],
    );
    if (answer.rows.length === 0) return;
    yield answer.rows.map((row) => row.id);
    last = answer.rows.at(-1)?.id ?? "";
  }
}
