import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { z } from "zod";
import {
  type Client,
  clientSchema,
  type Group,
  groupSchema,
  type Pool,
  poolSchema,
  type Session,
  sessionSchema,
  type User,
  userSchema,
} from "./model.ts";

/** Pools, clients, groups, users and sessions as JSON in SQLite: what is answered is stored. */
export type CognitoStore = ReturnType<typeof openStore>;

/** Opens the store of a state directory, making it when there is none. */
export function openStore(stateDir: string) {
  const directory = join(stateDir, "cognito");
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, "pools.sqlite"));
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS pool (id TEXT PRIMARY KEY, json TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS client (id TEXT PRIMARY KEY, pool TEXT NOT NULL, json TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS pool_group (
      pool TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (pool, name));
    CREATE TABLE IF NOT EXISTS user (
      pool TEXT NOT NULL, sub TEXT NOT NULL, username TEXT NOT NULL, email TEXT,
      json TEXT NOT NULL, PRIMARY KEY (pool, sub));
    CREATE UNIQUE INDEX IF NOT EXISTS user_by_username ON user (pool, username);
    CREATE INDEX IF NOT EXISTS user_by_email ON user (pool, email);
    CREATE TABLE IF NOT EXISTS session (
      hash TEXT PRIMARY KEY, pool TEXT NOT NULL, sub TEXT NOT NULL, origin TEXT NOT NULL,
      json TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS session_by_user ON session (pool, sub);
    CREATE INDEX IF NOT EXISTS session_by_origin ON session (origin);
  `);
  const all = <T>(schema: z.ZodType<T>, sql: string, ...values: SQLInputValue[]): T[] =>
    database
      .prepare(sql)
      .all(...values)
      .map((row) => schema.parse(JSON.parse(String(row["json"]))));
  const one = <T>(schema: z.ZodType<T>, sql: string, ...values: SQLInputValue[]): T | undefined =>
    all(schema, sql, ...values)[0];
  const run = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).run(...values);

  return {
    pool: (id: string) => one(poolSchema, "SELECT json FROM pool WHERE id = ?", id),
    pools: () => all(poolSchema, "SELECT json FROM pool ORDER BY id"),
    putPool: (pool: Pool) =>
      run("INSERT OR REPLACE INTO pool VALUES (?, ?)", pool.Id, JSON.stringify(pool)),
    deletePool(id: string) {
      for (const table of ["client", "pool_group", "user", "session"]) {
        run(`DELETE FROM ${table} WHERE pool = ?`, id);
      }
      run("DELETE FROM pool WHERE id = ?", id);
    },

    client: (id: string) => one(clientSchema, "SELECT json FROM client WHERE id = ?", id),
    clients: (poolId: string) =>
      all(clientSchema, "SELECT json FROM client WHERE pool = ? ORDER BY id", poolId),
    putClient: (client: Client) =>
      run(
        "INSERT OR REPLACE INTO client VALUES (?, ?, ?)",
        client.ClientId,
        client.UserPoolId,
        JSON.stringify(client),
      ),
    deleteClient: (id: string) => run("DELETE FROM client WHERE id = ?", id),

    group: (poolId: string, name: string) =>
      one(groupSchema, "SELECT json FROM pool_group WHERE pool = ? AND name = ?", poolId, name),
    groups: (poolId: string) =>
      all(groupSchema, "SELECT json FROM pool_group WHERE pool = ? ORDER BY name", poolId),
    putGroup: (group: Group) =>
      run(
        "INSERT OR REPLACE INTO pool_group VALUES (?, ?, ?)",
        group.UserPoolId,
        group.GroupName,
        JSON.stringify(group),
      ),
    deleteGroup: (poolId: string, name: string) =>
      run("DELETE FROM pool_group WHERE pool = ? AND name = ?", poolId, name),

    /** By user name, sub, or e-mail address in any case. */
    user: (poolId: string, name: string) =>
      one(
        userSchema,
        "SELECT json FROM user WHERE pool = ?1 AND (username = ?2 OR sub = ?2 OR email = ?3)",
        poolId,
        name,
        name.toLowerCase(),
      ),
    users: (poolId: string) =>
      all(userSchema, "SELECT json FROM user WHERE pool = ? ORDER BY username", poolId),
    putUser: (user: User) =>
      run(
        "INSERT OR REPLACE INTO user VALUES (?, ?, ?, ?, ?)",
        user.poolId,
        user.sub,
        user.username,
        user.attributes["email"]?.toLowerCase() ?? null,
        JSON.stringify(user),
      ),
    deleteUser: (user: User) =>
      run("DELETE FROM user WHERE pool = ? AND sub = ?", user.poolId, user.sub),

    session: (tokenHash: string) =>
      one(sessionSchema, "SELECT json FROM session WHERE hash = ?", tokenHash),
    sessionByOrigin: (originJti: string) =>
      one(sessionSchema, "SELECT json FROM session WHERE origin = ?", originJti),
    sessionsOf: (user: User) =>
      all(
        sessionSchema,
        "SELECT json FROM session WHERE pool = ? AND sub = ?",
        user.poolId,
        user.sub,
      ),
    putSession: (session: Session) =>
      run(
        "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?)",
        session.tokenHash,
        session.poolId,
        session.sub,
        session.originJti,
        JSON.stringify(session),
      ),
    close: () => database.close(),
  };
}
