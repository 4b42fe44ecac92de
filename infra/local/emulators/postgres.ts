import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { keptPort, waitUntil } from "../ports.ts";
import { spawnSupervised } from "../processes.ts";
import type { PostgresEmulator } from "../seams.ts";
import { StartError } from "../state.ts";
import { serverCertificate } from "./certificates.ts";
import { findPostgresBinaries, isReachableByOthers, type RunAs } from "./postgres-binaries.ts";
import type { Running } from "./running.ts";

/** The superuser that initdb makes: ours alone, as on Aurora, where nobody gets one. */
const OWNER = "postgres";

/** Sized for one developer; the file is rewritten at every start. */
const settings = {
  listen_addresses: "'127.0.0.1'",
  unix_socket_directories: "''",
  ssl: "on",
  ssl_cert_file: "'server.pem'",
  ssl_key_file: "'server.key'",
  max_connections: "60",
  shared_buffers: "'48MB'",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "'128MB'",
  // Neither survives a power cut, both survive a kill -9: a commit is with the operating system.
  fsync: "off",
  full_page_writes: "off",
  autovacuum_naptime: "'5min'",
  log_min_messages: "warning",
  timezone: "'UTC'",
};

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
  const dataDir = await prepareDataDir(stateDir, binaries.initdb, binaries.runAs, masterUser);
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

/** Makes the cluster at the first start, and its configuration and certificate at every start. */
async function prepareDataDir(stateDir: string, initdb: string, runAs: RunAs, masterUser: string) {
  const dataDir = placeDataDir(stateDir, runAs);
  if (!existsSync(join(dataDir, "PG_VERSION"))) {
    const partial = `${dataDir}.new`;
    rmSync(partial, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
    mkdirSync(partial, { mode: 0o700, recursive: true });
    own(partial, runAs);
    const args = ["-D", partial, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"];
    execFileSync(initdb, [...args, "--no-sync", "--no-instructions"], {
      ...runAs,
      cwd: partial,
      stdio: ["ignore", "ignore", "pipe"],
    });
    renameSync(partial, dataDir);
  }
  const { cert, key } = await serverCertificate(stateDir);
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const access = [
    "hostssl all all 127.0.0.1/32 trust",
    `host all ${OWNER} 127.0.0.1/32 trust`,
    `host all "${masterUser}" 127.0.0.1/32 trust`,
  ];
  const files = {
    "postgresql.conf": lines,
    "pg_hba.conf": access,
    "server.pem": [cert],
    "server.key": [key],
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(dataDir, name);
    writeFileSync(path, `${content.join("\n")}\n`);
    chmodSync(path, 0o600);
    own(path, runAs);
  }
  return dataDir;
}

/**
 * The cluster lies in the state directory, unless the server's user cannot reach that: then it
 * lies outside, and a link in the state directory leads to it, which `npm run reset` follows.
 */
function placeDataDir(stateDir: string, runAs: RunAs): string {
  mkdirSync(stateDir, { recursive: true });
  const inside = join(stateDir, "postgres");
  if (existsSync(inside)) return realpathSync(inside);
  if (runAs.uid === undefined || isReachableByOthers(stateDir)) return inside;
  const outside = existsSync("/var/lib") ? "/var/lib" : tmpdir();
  const key = createHash("sha256").update(stateDir).digest("hex").slice(0, 12);
  const directory = join(outside, `parasol-postgres-${key}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  own(directory, runAs);
  rmSync(inside, { force: true });
  symlinkSync(directory, inside);
  return directory;
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

function own(path: string, { uid, gid }: RunAs): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Removes the cluster of a state directory, wherever it lies. */
export function removePostgresData(stateDir: string): void {
  const inside = join(stateDir, "postgres");
  if (!existsSync(inside)) return;
  const real = realpathSync(inside);
  rmSync(real, { recursive: true, force: true });
  if (dirname(real) !== stateDir) rmSync(inside, { force: true });
}
