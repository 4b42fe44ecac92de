import type pg from "pg";
import { z } from "zod";
import { projectedType } from "#contracts/messages";
import * as Categories from "#data/category";
import * as Runs from "#data/integrity-run";
import * as Orders from "#data/order";
import * as Products from "#data/product";
import * as Profiles from "#data/profile";
import * as Stocks from "#data/stock";
import { getMany, type Item, type Key, scanPage } from "#data/table";
import type { Drift } from "#domain/integrity";
import { ofRow } from "#domain/integrity-rows";
import { rewrite } from "#reporting/apply";
import { compare, idsOf, type RowDifference } from "#reporting/compare";
import { type Change, project, type Table, TABLES } from "#reporting/projections";
import { show } from "../projection.ts";
import { confirmed, type Looking, type Seen } from "./look.ts";

/** Left for looking again and for repairs. */
const TIME_TO_END_MS = 120_000;

/** What the check is told besides. */
export interface Reports {
  readonly client: pg.ClientBase;
  /** Changes that waited for the projector when the run began. */
  readonly projecting: number;
}

/**
 * Compares every row of the reporting database with the table's item, column by column, and looks
 * for rows without an item. One scan of the table: 128 read units a megabyte, so a shop of 1 GB
 * costs some $0.02 a run, which is once a day. What does not fit into one run is looked at by the next,
 * which goes on where this one ended; rows without items are looked for where one run saw all.
 */
export async function lookAtReporting(
  { client, projecting }: Reports,
  looking: Looking,
): Promise<Seen> {
  const began = await Runs.placeOf("reporting");
  const seen = new Set<string>();
  const suspects: Drift[] = [];
  let start = began === undefined ? undefined : placeSchema.parse(JSON.parse(began));
  do {
    const { items, next } = await scanPage(projectedType.options, start);
    const changes = items.flatMap((item) => changeOf(item) ?? []);
    for (const change of changes) seen.add(nameOf(change));
    const excused = projecting > 0 ? recent(items, looking.now()) : new Set<string>();
    suspects.push(...(await driftsOf(client, changes, excused)));
    start = next;
  } while (start !== undefined && looking.remainingMs() > TIME_TO_END_MS);
  const place = start === undefined ? undefined : JSON.stringify(start);
  if (place !== began) await Runs.keepPlace("reporting", place, looking.now());
  const whole = began === undefined && place === undefined && projecting === 0;
  if (whole) suspects.push(...(await rowsWithoutItem(client, seen)));
  const drifts = await confirmed(
    suspects,
    async (left) => await driftsOf(client, await readChanges(left), new Set()),
    looking,
  );
  return { compared: seen.size, drifts };
}

const placeSchema = z.record(z.string(), z.unknown());

/** Names a row in findings: `Order/P-261123-7F3KQ`. */
const nameOf = ({ table, id }: Pick<Change, "table" | "id">): string => `${table}/${id}`;

const shownItem = z.object({ type: projectedType, version: z.int() });

/** An item that no code can read is left out, with a line in the log: it must not hide the others. */
function changeOf(item: Item): Change | undefined {
  try {
    const { type, version } = shownItem.parse(item);
    return project(show(type, item), { version, deleted: false });
  } catch (error) {
    const line = { level: "error", what: "unreadable item", PK: item["PK"], error: String(error) };
    console.error(JSON.stringify(line));
    return undefined;
  }
}

/** The projector tries a change for an hour at most before it is set aside. */
const ON_ITS_WAY_MS = 2 * 3_600_000;

/** While changes wait for the projector, those of the last hours may be among them. */
function recent(items: readonly Item[], now: Date): Set<string> {
  const since = new Date(now.getTime() - ON_ITS_WAY_MS).toISOString();
  const young = items.filter((item) => String(item["updatedAt"]) >= since);
  return new Set(young.flatMap((item) => changeOf(item) ?? []).map(nameOf));
}

async function driftsOf(
  client: pg.ClientBase,
  changes: readonly Change[],
  excused: ReadonlySet<string>,
): Promise<Drift[]> {
  const found = await compare(client, changes);
  return found
    .filter((one) => !(excused.has(nameOf(one.change)) && mayBeOnItsWay(one)))
    .map(({ change, what, version }) =>
      ofRow({ name: nameOf(change), what, expected: change.version, found: version }),
    );
}

/** A row of the item's own version with other contents is no matter of time. */
function mayBeOnItsWay({ change, version }: RowDifference): boolean {
  return version === null || version < change.version;
}

async function rowsWithoutItem(
  client: pg.ClientBase,
  seen: ReadonlySet<string>,
): Promise<readonly Drift[]> {
  const found: Drift[] = [];
  for (const table of TABLES) {
    for await (const ids of idsOf(client, table)) {
      const names = ids.map((id) => nameOf({ table, id })).filter((name) => !seen.has(name));
      found.push(
        ...names.map((name) => ofRow({ name, what: "orphaned", expected: 0, found: null })),
      );
    }
  }
  return found;
}

const subject = z.templateLiteral([z.enum(TABLES), "/", z.string()]);

/** The changes that would show these rows as they should be, from items as they are now. */
async function readChanges(drifts: readonly Pick<Drift, "subject">[]): Promise<Change[]> {
  const refs = drifts.map((drift) => {
    const name = subject.parse(drift.subject);
    const at = name.indexOf("/");
    return { table: z.enum(TABLES).parse(name.slice(0, at)), id: name.slice(at + 1) };
  });
  const keys = refs.flatMap((ref) => keyOf(ref) ?? []);
  const shelves = refs.some((ref) => ref.table === "Category") ? await Categories.allItems() : [];
  const changes = [...(await getMany(keys)), ...shelves].flatMap((item) => changeOf(item) ?? []);
  const found = new Map(changes.map((change) => [nameOf(change), change]));
  // What has no item should have no row.
  return refs.map((ref) => found.get(nameOf(ref)) ?? { ...ref, version: 0, row: null, parts: {} });
}

const KEY_OF: Record<Table, ((id: string) => Key) | undefined> = {
  User: Profiles.key,
  Product: Products.key,
  Order: Orders.key,
  Stock: Stocks.keyOfRow,
  // Shelves lie under their path; all of them are one read.
  Category: undefined,
};

function keyOf({ table, id }: { readonly table: Table; readonly id: string }): Key | undefined {
  return KEY_OF[table]?.(id);
}

/** Rows in one transaction, for which the projector waits. */
const STRETCH = 200;

/**
 * Writes rows anew from their items.
 * @returns for each why it could not be done, or undefined
 */
export async function mendRows(
  client: pg.ClientBase,
  drifts: readonly Drift[],
): Promise<readonly (string | undefined)[]> {
  const results: (string | undefined)[] = [];
  for (let at = 0; at < drifts.length; at += STRETCH) {
    const stretch = drifts.slice(at, at + STRETCH);
    const failure = await mend(client, stretch);
    if (failure === undefined || stretch.length === 1) {
      results.push(...stretch.map(() => failure));
      continue;
    }
    // One that cannot be written must not hold up the others.
    for (const drift of stretch) results.push(await mend(client, [drift]));
  }
  return results;
}

async function mend(client: pg.ClientBase, drifts: readonly Drift[]): Promise<string | undefined> {
  try {
    await rewrite(client, () => readChanges(drifts));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
