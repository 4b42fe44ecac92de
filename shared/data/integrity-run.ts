import { z } from "zod";
import { type Check, CHECKS, DRIFTS, type Finding, type IntegrityRun } from "#domain/integrity";
import { absent, versionIs } from "./expression.ts";
import { ttl } from "./time-to-live.ts";
import { getMany, get as getItem, type Item, type Key, query } from "./table.ts";
import { commit, type Write } from "./write.ts";

const check = z.enum(CHECKS);

const schema = z.object({
  id: z.string(),
  status: z.enum(["RUNNING", "DONE"]),
  trigger: z.enum(["schedule", "person"]),
  actor: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  checks: z.array(
    z.object({
      check,
      status: z.enum(["PENDING", "MEASURED", "FAILED"]),
      expected: z.int(),
      found: z.int(),
      difference: z.int(),
      open: z.int(),
      measuredAt: z.string().nullable(),
      problem: z.string().nullable(),
      from: z.string().nullable(),
    }),
  ),
  version: z.int(),
}) satisfies z.ZodType<IntegrityRun>;

const findingSchema = z.object({
  id: z.string(),
  runId: z.string(),
  check,
  kind: z.enum(DRIFTS),
  subject: z.string(),
  severity: z.enum(["notice", "alarm"]),
  expected: z.string(),
  found: z.string(),
  why: z.string(),
  repair: z.enum(["done", "possible", "none"]),
  repairedAt: z.string().nullable(),
  repairedBy: z.string().nullable(),
  version: z.int(),
}) satisfies z.ZodType<Finding>;

/** Hourly runs: some 2,200 of 2 KB. */
const KEPT_DAYS = 90;
const RUNS = "OPS#AUDIT";

const partition = (runId: string): string => `AUDIT#${runId}`;
const key = (runId: string): Key => ({ PK: partition(runId), SK: "META" });
const findingKey = (runId: string, id: string): Key => ({
  PK: partition(runId),
  SK: `FINDING#${id}`,
});

function toItem(run: IntegrityRun): Item {
  return {
    ...key(run.id),
    type: "IntegrityRun",
    GSI2PK: RUNS,
    GSI2SK: run.id,
    ttl: ttl(new Date(run.startedAt), KEPT_DAYS),
    ...run,
  };
}

/** Consistently read. */
export async function get(runId: string): Promise<IntegrityRun | undefined> {
  const item = await getItem(key(runId));
  return item && schema.parse(item);
}

const entry = z.object({ GSI2SK: z.string() });

/** Ids of runs, newest first, of a keys-only index that follows within a second or so. */
async function ids(most?: number): Promise<string[]> {
  const limit = most === undefined ? {} : { limit: most };
  const keys = await query({ index: "GSI2", partition: RUNS, newestFirst: true, ...limit });
  return keys.map((item) => entry.parse(item).GSI2SK);
}

/** The run before all that follow. */
export async function latest(): Promise<IntegrityRun | undefined> {
  const [id] = await ids(1);
  return id === undefined ? undefined : await get(id);
}

/** A stretch of the runs, newest first, and how many there are. */
export async function list(
  start: number,
  most: number,
): Promise<{ readonly runs: readonly IntegrityRun[]; readonly total: number }> {
  const all = await ids();
  const items = await getMany(all.slice(start, start + most).map(key), { consistent: false });
  const runs = items.map((item) => schema.parse(item));
  return { runs: runs.sort((a, b) => (a.id < b.id ? 1 : -1)), total: all.length };
}

/** What a run found, by check and subject. */
export async function findings(runId: string): Promise<Finding[]> {
  const items = await query({
    partition: partition(runId),
    prefix: "FINDING#",
    consistent: true,
  });
  return items.map((item) => findingSchema.parse(item));
}

/** Consistently read. */
export async function finding(runId: string, id: string): Promise<Finding | undefined> {
  const item = await getItem(findingKey(runId, id));
  return item && findingSchema.parse(item);
}

/** A new run. */
export function create(run: IntegrityRun): Write {
  return { kind: "put", name: "run", item: toItem(run), when: absent };
}

/** Puts `run` over the version before it. */
export function replace(run: IntegrityRun): Write {
  return { kind: "put", name: "run", item: toItem(run), when: versionIs(run.version - 1) };
}

/** A finding of a check; told again it lies over itself. */
export function putFinding(found: Finding, now: Date): Write {
  return {
    kind: "put",
    name: `finding:${found.id}`,
    item: {
      ...findingKey(found.runId, found.id),
      type: "IntegrityFinding",
      ttl: ttl(now, KEPT_DAYS),
      ...found,
    },
    ...(found.version > 1 ? { when: versionIs(found.version - 1) } : {}),
  };
}

const placeKey = (of: Check): Key => ({ PK: `AUDITPLACE#${of}`, SK: "A" });

/** Where the last look at a long list ended; undefined where it came to the end. */
export async function placeOf(of: Check): Promise<string | undefined> {
  const item = await getItem(placeKey(of));
  return item && z.object({ place: z.string().optional() }).parse(item).place;
}

/** Keeps the place at which the next run goes on; undefined for the beginning. */
export async function keepPlace(of: Check, place: string | undefined, now: Date): Promise<void> {
  const item = { ...placeKey(of), type: "IntegrityPlace", version: 1, ttl: ttl(now, KEPT_DAYS) };
  await commit({
    kind: "put",
    name: "place",
    item: place === undefined ? item : { ...item, place },
  });
}

export function mockRun(overrides: Partial<IntegrityRun> = {}): IntegrityRun {
  return {
    id: "01JCMOCK000000000000000000",
    status: "RUNNING",
    trigger: "schedule",
    actor: "system",
    startedAt: "2026-11-23T10:00:00.000Z",
    finishedAt: null,
    checks: [],
    version: 1,
    ...overrides,
  };
}
