import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Measure } from "./bench.ts";
import { DIST, ROOT } from "./function-files.ts";
import type * as Metered from "./testing/metered-order.ts";

/**
 * List prices of us-east-1 in dollars, on demand and without free tiers, as on aws.amazon.com on
 * 2026-11-23: DynamoDB (standard table class), SQS (standard queues), API Gateway (HTTP APIs),
 * Lambda (requests alone), SES (outgoing mail).
 */
const PRICE = {
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  queueRequest: 0.4 / 1e6,
  httpRequest: 1 / 1e6,
  invocation: 0.2 / 1e6,
  mail: 0.1 / 1e3,
};

/** Steps that somebody asks for over HTTP; the others are jobs. */
const OVER_HTTP: ReadonlySet<string> = new Set([
  ...["cart", "checkout", "webhook", "fulfilment", "delivered"],
]);
const PROMISED: Readonly<Record<string, number>> = { checkout: 35, "payment job": 28 };

/** Node reads no TSX, in which the mails are written: the scenario goes through the bundler first. */
async function openShop(): Promise<Metered.MeteredShop> {
  const outfile = join(DIST, "bench", "metered-order.mjs");
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["infra/testing/metered-order.ts"],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node24",
    jsx: "automatic",
    logLevel: "error",
  });
  const module: typeof Metered = await import(pathToFileURL(outfile).href);
  return await module.openMeteredShop();
}

const total = (steps: readonly Metered.Step[], of: (step: Metered.Step) => number): number =>
  steps.reduce((sum, step) => sum + of(step), 0);

const requestsTo = (service: string) => (step: Metered.Step) =>
  Object.entries(step.requests)
    .filter(([name]) => name.startsWith(service))
    .reduce((sum, [, count]) => sum + count, 0);

/** A message is sent in a batch, received and deleted; each batch of the relay wakes one job. */
const queueRequests = (step: Metered.Step): number => requestsTo("sqs")(step) + 2 * step.sent;
const invocations = (step: Metered.Step): number =>
  step.name === "relay" ? (step.sent > 0 ? 1 + requestsTo("sqs")(step) : 0) : 1;

/**
 * What a customer's order of 2.5 lines (the mean of two and three) costs from the basket to the
 * doorstep: the table's units by operation, and dollars for a thousand of them.
 */
export default async function bench(): Promise<readonly Measure[]> {
  const shop = await openShop();
  try {
    const orders = [await shop.order(2, "customer"), await shop.order(3, "customer")];
    const mean = (of: (steps: readonly Metered.Step[]) => number): number =>
      orders.reduce((sum, steps) => sum + of(steps), 0) / orders.length;
    const names = new Set(orders.flatMap((steps) => steps.map((step) => step.name)));
    const rows = [...names].flatMap((name) => {
      const of = (unit: "wru" | "rru") =>
        mean((steps) => {
          return total(
            steps.filter((step) => step.name === name),
            (step) => step[unit],
          );
        });
      const promised = PROMISED[name];
      const atMost = promised === undefined ? {} : { atMost: promised };
      return of("wru") + of("rru") === 0
        ? []
        : [
            { name: `${name}, writes`, value: of("wru"), unit: "WRU" as const, ...atMost },
            { name: `${name}, reads`, value: of("rru"), unit: "RRU" as const },
          ];
    });
    const wru = mean((steps) => total(steps, (step) => step.wru));
    const rru = mean((steps) => total(steps, (step) => step.rru));
    const dollars = (price: number, of: (step: Metered.Step) => number) =>
      1_000 * price * mean((steps) => total(steps, of));
    const table = 1_000 * (wru * PRICE.writeUnit + rru * PRICE.readUnit);
    const queues = dollars(PRICE.queueRequest, queueRequests);
    const http = dollars(PRICE.httpRequest, (step) => (OVER_HTTP.has(step.name) ? 1 : 0));
    const functions = dollars(PRICE.invocation, invocations);
    const mails = dollars(PRICE.mail, requestsTo("ses"));
    const thousand = "1,000 orders of 2.5 lines";
    return [
      ...rows,
      { name: "whole order of 2.5 lines, writes", value: wru, unit: "WRU", atMost: 90 },
      { name: "whole order of 2.5 lines, reads", value: rru, unit: "RRU" },
      { name: `${thousand}: table`, value: table, unit: "$" },
      { name: `${thousand}: queues`, value: queues, unit: "$" },
      { name: `${thousand}: HTTP API`, value: http, unit: "$" },
      { name: `${thousand}: functions, without their time`, value: functions, unit: "$" },
      { name: `${thousand}: 3,000 mails`, value: mails, unit: "$" },
      {
        name: `${thousand}: together`,
        value: table + queues + http + functions + mails,
        unit: "$",
      },
    ];
  } finally {
    await shop.close();
  }
}
