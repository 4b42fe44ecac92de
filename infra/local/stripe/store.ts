import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type Stripe from "stripe";
import { noSuch } from "./errors.ts";
import type { EmittedEvent } from "./events.ts";
import type { Created } from "./parameters.ts";
import type { SessionDetails } from "./resources/session-details.ts";

/** What is kept, by the name Stripe gives the kind in `object`; details are the double's own. */
interface Kinds {
  "checkout.session": Stripe.Checkout.Session;
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  refund: Stripe.Refund;
  balance_transaction: Stripe.BalanceTransaction;
  event: EmittedEvent;
  session_details: SessionDetails;
}
export type Kind = keyof Kinds;

interface ListQuery {
  /** Top-level fields that must equal these values. */
  readonly where?: Readonly<Record<string, string | number | undefined>>;
  /** Values one of which the object's `type` must have. */
  readonly types?: readonly string[] | undefined;
  /** What the object's `type` must begin with. */
  readonly typePrefix?: string | undefined;
  /** For events: whether they have been delivered. */
  readonly deliverySuccess?: boolean | undefined;
  readonly created?: Created | undefined;
  readonly limit?: number | undefined;
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
}

/** Where the double keeps everything: a database that a kill -9 leaves whole. */
export interface Store {
  readonly database: DatabaseSync;
  /** Runs `work` as one transaction; a throw undoes it. Nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  /** Writes an object, new or changed. */
  put<K extends Kind>(kind: K, object: Kinds[K]): void;
  find<K extends Kind>(kind: K, id: string): Kinds[K] | undefined;
  /** @throws StripeRefusal 404 where there is none; `param` is what Stripe blames */
  get<K extends Kind>(kind: K, id: string, param?: string): Kinds[K];
  /** Newest first, as Stripe lists. */
  list<K extends Kind>(kind: K, query: ListQuery): { data: Kinds[K][]; hasMore: boolean };
  /** How many of each kind there are. */
  counts(): Record<string, number>;
  close(): void;
}

const SCHEMA = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  create table if not exists objects (
    seq integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    created integer not null,
    json text not null
  );
  create index if not exists objects_by_kind on objects (kind, seq);
  create index if not exists objects_by_intent
    on objects (kind, json_extract(json, '$.payment_intent'));
  create index if not exists open_sessions
    on objects (json_extract(json, '$.expires_at'))
    where kind = 'checkout.session' and json_extract(json, '$.status') = 'open';
  create table if not exists answers (
    key text primary key,
    operation text not null,
    fingerprint text not null,
    status integer not null,
    body text not null,
    created integer not null
  );
  create table if not exists deliveries (
    seq integer primary key autoincrement,
    event_id text not null,
    copy integer not null,
    attempts integer not null,
    due integer not null,
    state text not null
  );
  create index if not exists deliveries_due on deliveries (state, due);
  create index if not exists deliveries_by_event on deliveries (event_id);
  create table if not exists decisions (
    id text primary key,
    due integer not null,
    approved integer not null
  );
  create table if not exists settings (name text primary key, json text not null);
`;

/** @param stateDir made if missing; the file is `stripe.db` in it */
export function openStore(stateDir: string): Store {
  mkdirSync(stateDir, { recursive: true });
  const database = new DatabaseSync(join(stateDir, "stripe.db"));
  database.exec(SCHEMA);
  const upsert = database.prepare(
    `insert into objects (id, kind, created, json) values (?, ?, ?, ?)
     on conflict (id) do update set json = excluded.json`,
  );
  const select = database.prepare("select json from objects where kind = ? and id = ?");
  let depth = 0;

  // The column holds what put() wrote for this kind: the one place where a stored shape is trusted.
  function parse<K extends Kind>(_kind: K, json: unknown): Kinds[K] {
    return JSON.parse(String(json)) as Kinds[K];
  }

  const store: Store = {
    database,
    transaction(work) {
      if (depth > 0) return work();
      database.exec("begin immediate");
      depth++;
      try {
        const result = work();
        database.exec("commit");
        return result;
      } catch (error) {
        database.exec("rollback");
        throw error;
      } finally {
        depth--;
      }
    },
    put(kind, object) {
      upsert.run(object.id, kind, object.created, JSON.stringify(object));
    },
    find(kind, id) {
      const row = select.get(kind, id);
      return row ? parse(kind, row["json"]) : undefined;
    },
    get(kind, id, param) {
      const found = store.find(kind, id);
      if (!found) throw noSuch(kind, id, param);
      return found;
    },
    list(kind, query) {
      const { sql, values } = conditions(kind, query, database);
      const limit = query.limit ?? 10;
      const backwards = query.endingBefore !== undefined;
      const rows = database
        .prepare(
          `select json from objects where ${sql} order by seq ${backwards ? "asc" : "desc"} limit ?`,
        )
        .all(...values, limit + 1);
      const data = rows.slice(0, limit).map((row) => parse(kind, row["json"]));
      return { data: backwards ? data.reverse() : data, hasMore: rows.length > limit };
    },
    counts() {
      const rows = database
        .prepare(
          "select kind, count(*) as n from objects where kind != 'session_details' group by kind",
        )
        .all();
      return Object.fromEntries(rows.map((row) => [String(row["kind"]), Number(row["n"])]));
    },
    close: () => database.close(),
  };
  return store;
}

function conditions(kind: Kind, query: ListQuery, database: DatabaseSync) {
  const parts = ["kind = ?"];
  const values: (string | number)[] = [kind];
  for (const [field, value] of Object.entries(query.where ?? {})) {
    if (value === undefined) continue;
    parts.push(`json_extract(json, '$.${field}') = ?`);
    values.push(value);
  }
  if (query.types) {
    parts.push(`json_extract(json, '$.type') in (${query.types.map(() => "?").join(", ")})`);
    values.push(...query.types);
  }
  if (query.typePrefix !== undefined) {
    parts.push("substr(json_extract(json, '$.type'), 1, ?) = ?");
    values.push(query.typePrefix.length, query.typePrefix);
  }
  if (query.deliverySuccess !== undefined) {
    parts.push(
      `${query.deliverySuccess ? "not " : ""}exists (select 1 from deliveries
        where event_id = objects.id and copy = 0 and state != 'delivered')`,
    );
  }
  const created: { [operator in "eq" | "gt" | "gte" | "lt" | "lte"]?: number | undefined } =
    typeof query.created === "number" ? { eq: query.created } : { ...query.created };
  for (const [operator, value] of [
    ["=", created.eq],
    [">", created.gt],
    [">=", created.gte],
    ["<", created.lt],
    ["<=", created.lte],
  ] as const) {
    if (value === undefined) continue;
    parts.push(`created ${operator} ?`);
    values.push(value);
  }
  const cursor = query.startingAfter ?? query.endingBefore;
  if (cursor !== undefined) {
    const row = database
      .prepare("select seq from objects where kind = ? and id = ?")
      .get(kind, cursor);
    const param = query.startingAfter === undefined ? "ending_before" : "starting_after";
    if (!row) throw noSuch(kind, cursor, param);
    parts.push(`seq ${query.startingAfter === undefined ? ">" : "<"} ?`);
    values.push(Number(row["seq"]));
  }
  return { sql: parts.join(" and "), values };
}
