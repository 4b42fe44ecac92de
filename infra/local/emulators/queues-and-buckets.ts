import { mkdirSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildApp } from "fauxqs";
import { keptPort } from "../ports.ts";
import { type HttpEmulator, REGION } from "../seams.ts";
import type { Running } from "./running.ts";

/** What we use of fauxqs's stores, which its package does not export. */
interface Stores {
  sqsStore: NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>["sqsStore"];
  snsStore: NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>["snsStore"];
  s3Store: NonNullable<NonNullable<Parameters<typeof buildApp>[0]>["stores"]>["s3Store"];
}

interface Persistence {
  readonly db: { exec(sql: string): void };
  load(sqs: Stores["sqsStore"], sns: Stores["snsStore"], s3: Stores["s3Store"]): void;
  close(): void;
}

/**
 * Starts fauxqs in this process, with queues and objects in one SQLite file: every message and
 * object that was acknowledged is there after a kill -9, and none is there in part. (Its directory
 * of files writes an object in two steps; killed between them, it does not start again.)
 *
 * Its own `startFauxqs` listens on all interfaces, so its parts are put together here.
 */
export async function startQueuesAndBuckets(stateDir: string): Promise<Running<HttpEmulator>> {
  const { SqsStore } = await fauxqs<{ SqsStore: new () => Stores["sqsStore"] }>("sqs/sqsStore.js");
  const { SnsStore } = await fauxqs<{ SnsStore: new () => Stores["snsStore"] }>("sns/snsStore.js");
  const { S3Store } = await fauxqs<{ S3Store: new () => Stores["s3Store"] }>("s3/s3Store.js");
  const { PersistenceManager } = await fauxqs<{
    PersistenceManager: new (directory: string) => Persistence;
  }>("persistence.js");

  const directory = join(stateDir, "queues-and-buckets");
  mkdirSync(directory, { recursive: true });
  const persistence = new PersistenceManager(directory);
  // Committed writes are in the operating system's hands, which outlives this process.
  persistence.db.exec("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000");
  // Whoever had received these died with the last run: nobody will delete or return them.
  persistence.db.exec("UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL");
  const stores: Stores = {
    sqsStore: new SqsStore(),
    snsStore: new SnsStore(),
    s3Store: new S3Store(),
  };
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  Object.assign(stores.sqsStore, { persistence });
  Object.assign(stores.snsStore, { persistence });
  Object.assign(stores.s3Store, { persistence });
  for (const queue of stores.sqsStore.allQueues()) Object.assign(queue, { persistence });

  const port = await keptPort(stateDir, "queues-and-buckets");
  const app = buildApp({ logger: false, defaultRegion: REGION, stores });
  refuseFailedPreconditions(app, stores.s3Store);
  await app.listen({ port, host: "127.0.0.1" });
  return {
    emulator: { url: `http://127.0.0.1:${port}` },
    close: async () => {
      await app.close();
      persistence.close();
    },
  };
}

/**
 * S3's conditional writes, which fauxqs ignores: `If-None-Match: *` creates and never replaces,
 * `If-Match` replaces only the version that the writer has read.
 */
function refuseFailedPreconditions(app: ReturnType<typeof buildApp>, s3Store: Stores["s3Store"]) {
  app.addHook("preHandler", (request, reply, done) => {
    const { "if-none-match": ifNoneMatch, "if-match": ifMatch } = request.headers;
    if (request.method !== "PUT" || (ifNoneMatch === undefined && ifMatch === undefined)) {
      return done();
    }
    const [bucket = "", ...rest] = decodeURIComponent(request.url.split("?")[0] ?? "")
      .slice(1)
      .split("/");
    const eTag = currentETag(s3Store, bucket, rest.join("/"));
    const refusal =
      ifMatch !== undefined && eTag === undefined
        ? { status: 404, code: "NoSuchKey" }
        : (ifNoneMatch === "*" && eTag !== undefined) ||
            (ifMatch !== undefined && ifMatch.replaceAll('"', "") !== eTag?.replaceAll('"', ""))
          ? { status: 412, code: "PreconditionFailed" }
          : undefined;
    if (refusal === undefined) return done();
    const message = "At least one of the pre-conditions you specified did not hold";
    reply
      .status(refusal.status)
      .header("content-type", "application/xml")
      .send(`<Error><Code>${refusal.code}</Code><Message>${message}</Message></Error>`);
  });
}

function currentETag(s3Store: Stores["s3Store"], bucket: string, key: string): string | undefined {
  try {
    return s3Store.headObject(bucket, key).etag;
  } catch {
    return undefined;
  }
}

/** Loads one of fauxqs's own modules by its file, past the package's list of exports. */
async function fauxqs<Module>(file: string): Promise<Module> {
  const manifest = findPackageJSON("fauxqs", import.meta.url);
  if (manifest === undefined) throw new Error("fauxqs is not installed");
  return import(pathToFileURL(join(dirname(manifest), "dist", file)).href);
}
