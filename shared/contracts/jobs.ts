import type { QueueName, ServerSide } from "./endpoint.ts";

/** A function that no route leads to. Its handler is `functions/<area>/<verb-noun>.ts`, as for endpoints. */
export interface Job extends ServerSide {
  /** Words in its log that raise an alarm of their own, and what that alarm says. */
  readonly alarmsOn?: { readonly words: string; readonly impact: string };
  readonly trigger:
    | {
        readonly kind: "queue";
        readonly queue: QueueName;
        readonly batchSize: number;
        readonly maxConcurrency: number;
        readonly batchingSeconds?: number;
      }
    /** The table's stream; `types` are the item types that wake it (FilterCriteria on `type`). */
    | { readonly kind: "stream"; readonly types: readonly string[]; readonly batchSize: number }
    | { readonly kind: "schedule"; readonly everyMinutes: number }
    /** A CloudFormation custom resource of one stack, on each deployment. */
    | { readonly kind: "deployment"; readonly of: "reporting" | "site" }
    /** Invoked by name, by the engineer or by `npm start`. */
    | { readonly kind: "manual" }
    /** The function URL behind CloudFront that renders pages on a miss. */
    | { readonly kind: "pages" };
}

/** Stands in each line of the log that tells of a refund which the bank or the provider refused. */
export const REFUND_ALARM = "refund failed";

/** Stands in each line of the log that tells of drift which the auditor cannot repair. */
export const DRIFT_ALARM = "integrity drift";

export const jobs = {
  "jobs.relayChanges": {
    trigger: {
      kind: "stream",
      types: ["Outbox", "Product", "Stock", "Category", "Order", "Profile", "Settings"],
      batchSize: 100,
    },
    impact:
      "Reports and pages wait until the relay runs again; the outbox sweeper sends the mails.",
    // It sees every order that changes, whichever function wrote it.
    alarmsOn: {
      words: REFUND_ALARM,
      impact:
        "A shopper waits for money that does not come: the order's page in the console says what is owed.",
    },
    // Whether a SKU in several shards runs low, no single change tells.
    table: "read",
    sendsTo: ["mail", "orders", "projection", "publish"],
    timeoutSeconds: 60,
  },
  "jobs.processOrder": {
    trigger: { kind: "queue", queue: "orders", batchSize: 10, maxConcurrency: 10 },
    impact: "Paid orders stay pending: shoppers paid and see no order.",
    table: "write",
    secrets: ["stripe"],
    timeoutSeconds: 30,
  },
  "jobs.sendMail": {
    trigger: { kind: "queue", queue: "mail", batchSize: 10, maxConcurrency: 5 },
    impact: "Shoppers get no confirmation by mail.",
    table: "write",
    mail: true,
    secrets: ["orderToken"],
    timeoutSeconds: 30,
  },
  "jobs.recordMailEvents": {
    trigger: { kind: "queue", queue: "mailEvents", batchSize: 10, maxConcurrency: 2 },
    impact:
      "Nobody sees which mails came back; a mail whose sender died may reach a shopper twice.",
    table: "write",
  },
  "jobs.projectChanges": {
    trigger: {
      kind: "queue",
      queue: "projection",
      batchSize: 100,
      maxConcurrency: 2,
      batchingSeconds: 1,
    },
    impact: "Reports in Aurora fall behind; the shop keeps selling.",
    database: true,
    // Resume from 0 ACU takes 15 s and more; the driver waits 40 s to connect.
    timeoutSeconds: 120,
  },
  "jobs.publishPages": {
    trigger: {
      kind: "queue",
      queue: "publish",
      batchSize: 100,
      maxConcurrency: 2,
      batchingSeconds: 1,
    },
    impact: "Product pages keep showing their last version.",
    table: "read",
    pages: "write",
    timeoutSeconds: 120,
    memoryMb: 1024,
  },
  "jobs.releaseReservations": {
    trigger: { kind: "schedule", everyMinutes: 1 },
    impact: "Stock of unpaid orders stays reserved.",
    table: "write",
    secrets: ["stripe"],
    timeoutSeconds: 50,
  },
  "jobs.sweepOutbox": {
    trigger: { kind: "schedule", everyMinutes: 5 },
    impact: "Events that the stream lost are not sent again.",
    table: "write",
    sendsTo: ["mail", "orders"],
    timeoutSeconds: 60,
  },
  "jobs.reconcilePayments": {
    trigger: { kind: "schedule", everyMinutes: 15 },
    impact: "Orders that were paid while the webhook was down stay pending.",
    table: "write",
    sendsTo: ["orders"],
    secrets: ["stripe"],
    timeoutSeconds: 240,
  },
  "jobs.startAudit": {
    trigger: { kind: "schedule", everyMinutes: 60 },
    impact: "Nobody compares the books: drift between orders, money, stock and mail stays unseen.",
    table: "write",
    sendsTo: ["integrity", "reporting"],
    watches: ["projection"],
  },
  "jobs.auditShop": {
    trigger: { kind: "queue", queue: "integrity", batchSize: 1, maxConcurrency: 4 },
    impact: "The integrity page does not know whether orders, payments, stock and mail agree.",
    alarmsOn: {
      words: DRIFT_ALARM,
      impact:
        "Orders, money, stock or mail do not agree, and somebody has to look: /admin/integrity.",
    },
    table: "write",
    secrets: ["stripe"],
    timeoutSeconds: 300,
    memoryMb: 1024,
  },
  "jobs.auditReporting": {
    trigger: { kind: "queue", queue: "reporting", batchSize: 1, maxConcurrency: 2 },
    impact: "The integrity page does not know whether the reports show what the shop knows.",
    alarmsOn: {
      words: DRIFT_ALARM,
      impact:
        "Orders, money, stock or mail do not agree, and somebody has to look: /admin/integrity.",
    },
    table: "write",
    scansTable: true,
    database: true,
    timeoutSeconds: 900,
    memoryMb: 1024,
  },
  "jobs.migrateReporting": {
    trigger: { kind: "deployment", of: "reporting" },
    impact: "A deployment stops: the reporting schema cannot change.",
    database: true,
    timeoutSeconds: 300,
  },
  "jobs.republishPages": {
    trigger: { kind: "deployment", of: "site" },
    impact: "A deployment stops: pages would keep the look of the one before.",
    sendsTo: ["publish"],
    pages: "write",
  },
  "jobs.seedCatalogue": {
    trigger: { kind: "manual" },
    impact: "The demo catalogue cannot be loaded.",
    table: "write",
    media: "read",
    timeoutSeconds: 600,
    memoryMb: 1024,
  },
  "pages.renderPage": {
    trigger: { kind: "pages" },
    impact: "Pages that are not published yet, searches and the console answer 5xx.",
    table: "read",
    userPool: [],
    timeoutSeconds: 20,
    memoryMb: 1024,
  },
} as const satisfies Record<string, Job>;

export type JobId = keyof typeof jobs;
