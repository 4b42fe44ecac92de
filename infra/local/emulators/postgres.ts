import { readFileSync } from "node:fs";
import pg from "pg";
import { keptPort, waitUntil } from "../ports.ts";
import { spawnSupervised } from "../processes.ts";
import type { PostgresEmulator } from "../seams.ts";
import { StartError } from "../state.ts";
import { serverCertificate } from "./certificates.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";
import { OWNER, prepareCluster } from "./postgres-cluster.ts";
import type { Running } from "./running.ts";

/**
 * Starts a real PostgreSQL server on 127.0.0.1, or takes the one that `PARASOL_POSTGRES_URL` names.
 * Over TLS it takes every user with any password, since an IAM token is one; the master user also
 * gets in without TLS, for psql and other tools.
 * @throws StartError when there is no server for this platform, with the way out
 */
export async function startPostgres(
  stateDir: string,
  { database, masterUser }: { database: string; masterUser: string },
): Promise<Running<PostgresEmulator>> {
  const given = process.env["PARASOL_POSTGRES_URL"];
  if (given) return takeGiven(given, stateDir);
  const binaries = findPostgresBinaries();
  const dataDir = await prepareCluster(stateDir, binaries, masterUser);
  const { caPath } = await serverCertificate(stateDir);
  const port = await keptPort(stateDir, "postgres");
  const child = spawnSupervised(stateDir, {
    name: "postgres",
    command: binaries.postgres,
    args: ["-D", dataDir, "-p", String(port)],
    cwd: dataDir,
    // PostgreSQL's "fast" shutdown: connections are cut, nothing is lost.
    endSignal: "SIGINT",
    ...binaries.runAs,
  });
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  await waitUntil("PostgreSQL", 30_000, async () => {
    if (ended) throw new StartError(`PostgreSQL ended:\n${readFileSync(child.logPath, "utf8")}`);
    return prepareDatabase(port, database, masterUser);
  });
  const url = `postgresql://${encodeURIComponent(masterUser)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  return {
    emulator: { url, host: "127.0.0.1", port, user: masterUser, database, caPath },
    close: () => child.end(),
  };
}

async function takeGiven(given: string, stateDir: string): Promise<Running<PostgresEmulator>> {
  const url = new URL(given);
  const { caPath } = await serverCertificate(stateDir);
  return {
    emulator: {
      url: given,
      host: url.hostname,
      port: Number(url.port || "5432"),
      user: decodeURIComponent(url.username),
      database: decodeURIComponent(url.pathname.slice(1)),
      caPath: process.env["PARASOL_POSTGRES_CA"] ?? caPath,
    },
    close: async () => undefined,
  };
}

/**
 * Creates what Aurora brings: the database, its master user, who is no superuser but may make
 * roles, and the role `rds_iam`, which migrations grant to those who sign in by token.
 * @returns false while the server does not answer yet
 */
async function prepareDatabase(port: number, database: string, masterUser: string) {
  const client = new pg.Client({ host: "127.0.0.1", port, user: OWNER, database: "postgres" });
  try {
    await client.connect();
  } catch {
    return false;
  }
  try {
    for (const role of ["rds_iam", "rds_superuser"]) await createRole(client, role, "NOLOGIN");
    await createRole(client, masterUser, "LOGIN CREATEDB CREATEROLE");
    const user = client.escapeIdentifier(masterUser);
    await client.query(
      `GRANT rds_iam, rds_superuser, pg_read_all_data TO ${user} WITH ADMIN OPTION`,
    );
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [
      database,
    ]);
    if (rowCount === 0) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${user}`);
    }
    return true;
  } finally {
    await client.end();
  }
}

async function createRole(client: pg.Client, name: string, options: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  if (rowCount === 0) {
    await client.query(`CREATE ROLE ${client.escapeIdentifier(name)} ${options}`);
  }
}
