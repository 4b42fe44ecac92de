import type pg from "pg";
import { inTransaction } from "./connection.ts";
import { type Migration, migrations } from "./migrations/index.ts";

/** Any number that nothing else in this database uses. */
const LOCK = 7_270_001;

/**
 * Brings the reporting schema up to date; one migrates at a time. Each step and the note that it
 * ran are one transaction: what failed half-way left nothing, and the next run goes on from there.
 * @returns the ids of the steps that ran now
 */
export async function migrate(
  client: pg.ClientBase,
  steps: readonly Migration[] = migrations,
): Promise<string[]> {
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    await client.query(
      `create table if not exists schema_migrations (
        "id" text primary key,
        "appliedAt" timestamptz not null default now()
      )`,
    );
    const applied = await client.query<{ id: string }>(`select "id" from schema_migrations`);
    const known = new Set(applied.rows.map((row) => row.id));
    const open = steps.filter((step) => !known.has(step.id));
    for (const step of open) await run(client, step);
    return open.map((step) => step.id);
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]).catch(() => undefined);
  }
}

async function run(client: pg.ClientBase, step: Migration): Promise<void> {
  try {
    await inTransaction(client, async () => {
      await client.query(step.sql);
      await client.query(`insert into schema_migrations ("id") values ($1)`, [step.id]);
    });
  } catch (cause) {
    throw new Error(`Migration ${step.id} failed; nothing of it was kept.`, { cause });
  }
}
