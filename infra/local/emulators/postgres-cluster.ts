import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
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
import { setTimeout as sleep } from "node:timers/promises";
import { processCommand, processStartTime } from "../processes.ts";
import { serverCertificate } from "./certificates.ts";
import { isReachableByOthers, type PostgresBinaries, type RunAs } from "./postgres-binaries.ts";

/** The superuser that initdb makes: ours alone, as on Aurora, where nobody gets one. */
export const OWNER = "postgres";

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
 * Makes the cluster at the first start, and its configuration and certificate at every start.
 * @returns its directory
 */
export async function prepareCluster(
  stateDir: string,
  { initdb, runAs }: PostgresBinaries,
  masterUser: string,
): Promise<string> {
  const dataDir = placeDataDir(stateDir, runAs);
  await releaseDataDir(dataDir);
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
  if (runAs.uid === undefined) return inside;
  // Our own directory may be passed through, though not looked into.
  chmodSync(stateDir, lstatSync(stateDir).mode | 0o011);
  if (isReachableByOthers(stateDir)) return inside;
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
 * A server that was killed leaves its pid file, which stops the next one when a process of that
 * number exists, be it only a zombie that nobody collects. A server that still runs here, though
 * no record of it was written, is ended.
 */
async function releaseDataDir(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (processCommand(pid).includes(dataDir)) {
    process.kill(pid, "SIGQUIT");
    while (processStartTime(pid) !== undefined) await sleep(20);
  }
  rmSync(pidFile, { force: true });
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
