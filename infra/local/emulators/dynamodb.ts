import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { keptPort, waitUntil } from "../ports.ts";
import { spawnSupervised } from "../processes.ts";
import type { HttpEmulator } from "../seams.ts";
import { StartError } from "../state.ts";
import { sweepExpiredItems } from "./expired-items.ts";
import type { Running } from "./running.ts";

const SWEEP_INTERVAL_MS = 60_000;

/** Kept behind the last consumer, so that a stream can be replayed from some way back. */
const KEPT_STREAM_RECORDS = 20_000;

/**
 * Starts dynoxide on the state directory's database, or takes the endpoint that
 * `PARASOL_DYNAMODB_ENDPOINT` names: the way out where there is no binary for the platform.
 * @throws StartError when there is neither
 */
export async function startDynamodb(stateDir: string): Promise<Running<HttpEmulator>> {
  const given = process.env["PARASOL_DYNAMODB_ENDPOINT"];
  if (given) return { emulator: { url: given.replace(/\/$/, "") }, close: async () => undefined };
  const binary = findBinary();
  const databasePath = dynamodbPath(stateDir);
  mkdirSync(dirname(databasePath), { recursive: true });
  const port = await keptPort(stateDir, "dynamodb");
  const url = `http://127.0.0.1:${port}`;
  const args = ["--host", "127.0.0.1", "--port", String(port), "--db-path", databasePath];
  const child = spawnSupervised(stateDir, { name: "dynamodb", command: binary, args });
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  await waitUntil("DynamoDB", 15_000, async () => {
    if (ended) throw new StartError(`DynamoDB (dynoxide) ended at once:\n${tail(child.logPath)}`);
    return answers(url);
  });
  indexStreamRecords(databasePath);
  const sweeper = setInterval(() => {
    // A sweep that meets a restart or a busy store is simply late: expired items count as gone.
    sweepExpiredItems(url).catch(() => undefined);
  }, SWEEP_INTERVAL_MS);
  sweeper.unref();
  return {
    emulator: { url },
    close: async () => {
      clearInterval(sweeper);
      await child.end();
    },
  };
}

/**
 * Drops the stream records of a table that every consumer has passed, but for the newest 20,000.
 * The last record always stays: dynoxide numbers the next one after it, so an empty stream would
 * start again at 1, behind every checkpoint. Does nothing for an endpoint that is not ours.
 * @param passed the lowest sequence number that all consumers have checkpointed
 * @param kept how many records before that stay
 */
export function trimStream(
  stateDir: string,
  tableName: string,
  passed: number,
  kept = KEPT_STREAM_RECORDS,
): void {
  const upTo = passed - kept;
  if (upTo <= 0 || process.env["PARASOL_DYNAMODB_ENDPOINT"]) return;
  withDatabase(dynamodbPath(stateDir), (database) => {
    database
      .prepare(
        `DELETE FROM _stream_records
         WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) <= ?2
           AND CAST(sequence_number AS INTEGER) <
               (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records
                WHERE table_name = ?1)`,
      )
      .run(tableName, upTo);
  });
}

/**
 * Each write asks for the highest sequence number so far, by a scan of all stream records: writes
 * fell from 1,600/s to 440/s within 14,000 items. With this index they stay at 2,300/s.
 */
function indexStreamRecords(databasePath: string): void {
  withDatabase(databasePath, (database) => {
    database.exec(
      `CREATE INDEX IF NOT EXISTS parasol_stream_sequence
       ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`,
    );
  });
}

function withDatabase(path: string, use: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    use(database);
  } finally {
    database.close();
  }
}

function dynamodbPath(stateDir: string): string {
  return join(stateDir, "dynamodb", "tables.sqlite");
}

function findBinary(): string {
  const platform = `${process.platform}-${process.arch}`;
  const manifest = findPackage(`@dynoxide/${platform}`);
  if (manifest === undefined) {
    throw new StartError(
      `There is no DynamoDB engine for ${platform}: run any other (DynamoDB Local, say) and name ` +
        "it, as in PARASOL_DYNAMODB_ENDPOINT=http://127.0.0.1:8000 npm start",
    );
  }
  const binary = join(
    dirname(manifest),
    process.platform === "win32" ? "dynoxide.exe" : "dynoxide",
  );
  try {
    chmodSync(binary, 0o755);
  } catch {
    // Not ours to change, so whoever installed it made it executable.
  }
  return binary;
}

function findPackage(name: string): string | undefined {
  try {
    return findPackageJSON(name, import.meta.url);
  } catch {
    return undefined;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}

function tail(path: string): string {
  return readFileSync(path, "utf8").trim().split("\n").slice(-5).join("\n");
}
