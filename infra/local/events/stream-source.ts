import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { trimStream } from "../emulators/dynamodb.ts";
import { REGION, type StreamMapping } from "../seams.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoints.ts";
import { passesFilters } from "./filter-pattern.ts";
import { keepRunning } from "./keep-running.ts";
import type { EventSource, SourceContext } from "./source.ts";
import { type StreamRecord, streamApi } from "./stream-api.ts";
import { deliver } from "./stream-batch.ts";

/** Waits between looks at the stream: short after a record, growing while nothing comes. */
const BUSY_WAIT_MS = 20;
const IDLE_WAIT_MS = 250;
const TRIM_EVERY = 5_000;

/** Reads a table's stream into a function, shard by shard, from where the last run stopped. */
export function startStreamSource(mapping: StreamMapping, context: SourceContext): EventSource {
  const api = streamApi(context.dynamodbUrl, mapping.streamArn);
  const checkpoints = new Map<string, Checkpoint>();
  const started = new Set<string>();
  const stopping = new AbortController();
  const isStopped = () => stopping.signal.aborted;
  const onError = (error: unknown) => {
    if (isStopped()) return;
    context.log(`Stream of ${mapping.tableName}: ${String(error)}`);
  };

  const runShard = async (shardId: string) => {
    const checkpoint = openCheckpoint(context.stateDir, mapping.id, mapping.streamArn, shardId);
    checkpoints.set(shardId, checkpoint);
    if (mapping.startingPosition === "LATEST" && checkpoint.read() === undefined) {
      await skipToEnd(api, shardId, checkpoint);
    }
    let iterator: string | null | undefined = await api.iterator(shardId, checkpoint.read());
    let wait = BUSY_WAIT_MS;
    let sinceTrim = 0;
    while (!isStopped() && iterator) {
      const page = await readPage(api, iterator, mapping, isStopped);
      iterator = page.next;
      if (page.records.length === 0) {
        wait = Math.min(wait * 1.3, IDLE_WAIT_MS);
        await sleep(wait);
        continue;
      }
      wait = BUSY_WAIT_MS;
      await context.activity.track(() =>
        processPage(page.records, shardId, mapping, context, isStopped),
      );
      const last = page.records.at(-1)?.dynamodb.SequenceNumber;
      // A page that was cut short by stopping is read again.
      if (last === undefined || isStopped()) continue;
      checkpoint.write(last);
      sinceTrim += page.records.length;
      if (sinceTrim > TRIM_EVERY) {
        trimStream(context.stateDir, mapping.tableName, Number(last));
        sinceTrim = 0;
      }
    }
  };

  const run = async () => {
    while (!isStopped()) {
      for (const shardId of await api.shardIds()) {
        if (started.has(shardId)) continue;
        started.add(shardId);
        // A shard that ends is left; the error of one that breaks starts it again.
        let ended = false;
        const shard = async () => {
          await runShard(shardId);
          ended = true;
        };
        void keepRunning(shard, () => isStopped() || ended, onError);
      }
      await sleep(started.size === 0 ? BUSY_WAIT_MS : 5_000, undefined, { ref: false });
    }
  };
  void keepRunning(run, isStopped, onError);

  return {
    async isDrained() {
      for (const shardId of await api.shardIds()) {
        const checkpoint = checkpoints.get(shardId);
        if (!checkpoint) return false;
        const iterator = await api.iterator(shardId, checkpoint.read());
        if ((await api.records(iterator, 1)).Records.length > 0) return false;
      }
      return true;
    },
    stop: () => {
      stopping.abort();
    },
  };
}

type StreamApi = ReturnType<typeof streamApi>;

/** As many records as the lanes take at once, waiting for the batching window when there are few. */
async function readPage(
  api: StreamApi,
  iterator: string,
  mapping: StreamMapping,
  isStopped: () => boolean,
) {
  const limit = Math.min(mapping.batchSize * mapping.parallelizationFactor, 1_000);
  const first = await api.records(iterator, limit);
  const records = first.Records;
  let next = first.NextShardIterator;
  const deadline = performance.now() + mapping.batchWindow * 1000;
  while (records.length > 0 && records.length < limit && next && performance.now() < deadline) {
    if (isStopped()) break;
    await sleep(BUSY_WAIT_MS);
    const more = await api.records(next, limit - records.length);
    records.push(...more.Records);
    next = more.NextShardIterator;
  }
  return { records, next };
}

/** Records of one item stay in one lane, so they are handled in order, as Lambda promises. */
async function processPage(
  records: readonly StreamRecord[],
  shardId: string,
  mapping: StreamMapping,
  context: SourceContext,
  isStopped: () => boolean,
) {
  const wanted = records
    .filter((record) => passesFilters(mapping.filters, record))
    .map((record) => ({ ...record, awsRegion: REGION, eventSourceARN: mapping.streamArn }));
  const lanes = Map.groupBy(wanted, (record) => laneOf(record, mapping.parallelizationFactor));
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      for (let at = 0; at < lane.length && !isStopped(); at += mapping.batchSize) {
        const batch = lane.slice(at, at + mapping.batchSize);
        await deliver(batch, shardId, mapping, context, isStopped);
      }
    }),
  );
}

function laneOf(record: StreamRecord, lanes: number): number {
  if (lanes <= 1) return 0;
  const keys = Object.entries(record.dynamodb.Keys).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("md5").update(JSON.stringify(keys)).digest().readUInt16BE() % lanes;
}

/** "LATEST" is decided once, at the mapping's first start: later ones go on from its checkpoint. */
async function skipToEnd(api: StreamApi, shardId: string, checkpoint: Checkpoint): Promise<void> {
  let last = "0";
  let iterator: string | null | undefined = await api.iterator(shardId, undefined);
  while (iterator) {
    const page = await api.records(iterator, 1_000);
    if (page.Records.length === 0) break;
    last = page.Records.at(-1)?.dynamodb.SequenceNumber ?? last;
    iterator = page.NextShardIterator;
  }
  if (last !== "0") checkpoint.write(last);
}
