import type { Guard } from "./guard-table.ts";

const SWEEPING = "infra/testing/laboratory/explore-sweeping.test.ts";
const PROJECTING = "infra/testing/laboratory/explore-projecting.test.ts";
const JOBS = "infra/testing/laboratory/jobs.test.ts";
const REPLAY = "infra/testing/laboratory/replay.test.ts";

/** Guards of jobs, mail, reports and the local cloud. */
export const laboratoryGuards: readonly Guard[] = [
  {
    name: "a message that throws alone goes back to its queue",
    faults: [20],
    file: "functions/_kit/job.ts",
    text: "await handle(read(schema, record), new Date(), remainingMs);\n      } catch (error) {",
    instead:
      "await handle(read(schema, record), new Date(), remainingMs);\n      } catch (error) {\n        if (error) throw error;",
    test: JOBS,
    titled: "fault 20: with one poison",
  },
  {
    name: "an order that was paid is not paid again",
    faults: [22],
    file: "shared/flows/settle-payment.ts",
    text: "if (order.payment.paidAt !== null) {",
    instead: "if (order.payment.paidAt === undefined) {",
    test: JOBS,
    titled: "fault 22",
  },
  {
    name: "SES's client does not try again by itself",
    faults: [23],
    file: "shared/gateways/email.ts",
    text: "new SESv2Client({ maxAttempts: 1 })",
    instead: "new SESv2Client({})",
    test: SWEEPING,
    titled: "fault 23: mail job",
  },
  {
    name: "the sweeper finds every outbox event that waits",
    faults: [24],
    file: "shared/data/outbox.ts",
    text: "return [...found.flat(), ...(await firstOnes(now, limit))]",
    instead: "return [...(await firstOnes(now, limit))]",
    test: SWEEPING,
    titled: "fault 24: outbox sweeper",
  },
  {
    name: "a row is never replaced by an older version",
    faults: [25],
    file: "shared/reporting/apply.ts",
    text: 'where kept."version" < excluded."version"',
    instead: "",
    test: REPLAY,
    titled: "fault 25",
  },
  {
    name: "a batch is written into Aurora whole or not at all",
    faults: [26],
    file: "shared/reporting/connection.ts",
    text: '  await client.query("begin");\n',
    instead: "",
    test: PROJECTING,
  },
  {
    name: "a paused Aurora has its time to resume",
    faults: [26],
    file: "shared/reporting/connection.ts",
    text: "const CONNECT_TIMEOUT_MS = 40_000;",
    instead: "const CONNECT_TIMEOUT_MS = 1_000;",
    test: "functions/jobs/project-changes.faults.test.ts",
    titled: "is paused",
  },
  {
    name: "a message stays invisible for six timeouts of its job",
    faults: [40],
    file: "infra/constructs/job-queue.ts",
    text: "const VISIBILITY_IN_TIMEOUTS = 6;",
    instead: "const VISIBILITY_IN_TIMEOUTS = 1;",
    test: "infra/stacks/jobs.test.ts",
    titled: "five times, long enough apart",
  },
  {
    name: "what a killed cloud had taken from a queue is there for the next",
    faults: [41],
    file: "infra/local/emulators/queues-and-buckets.ts",
    text: 'persistence.db.exec("UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL");',
    instead: "",
    test: "infra/local/emulators/queues-and-buckets.test.ts",
  },
  {
    name: "a migration is noted together with what it did, or not at all",
    faults: [43],
    file: "shared/reporting/migrate.ts",
    text: "      await client.query(step.sql);\n",
    instead: "      await client.query(step.sql).catch(() => client.query(`rollback; begin`));\n",
    test: "shared/reporting/apply.test.ts",
    titled: "fault 43",
  },
];
