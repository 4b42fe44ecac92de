import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Measure } from "./bench.ts";
import { listenLocally } from "./local/listen.ts";
import { Client } from "./testing/client.ts";
import { newGoods } from "./testing/new-goods.ts";
import { pay, placeOrder } from "./testing/purchase.ts";
import { openTestCloud, type TestCloud } from "./testing/test-cloud.ts";

const PURCHASES = 100;
const AT_ONCE = 10;
const REPLIES = 5_000;

/** Does `work` so many times, at most ten at a time. Gives how often a second it was done. */
async function perSecond(times: number, work: () => Promise<void>): Promise<number> {
  let begun = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (begun++ < times) await work();
    }),
  );
  return times / ((performance.now() - started) / 1000);
}

/** What this machine does at most: a reply of node:http that says "ok". */
async function bareReplies(): Promise<number> {
  const server = createServer((_, response) => void response.end("ok"));
  const { url, close } = await listenLocally(server, 0, "The bare reply");
  const rate = await perSecond(REPLIES, async () => {
    await (await fetch(url)).text();
  });
  await close();
  return rate;
}

async function goodsOf({ addresses }: TestCloud): Promise<string> {
  const staff = new Client(addresses.apiUrl);
  await staff.signIn(addresses.demoAdmin);
  const sku = `BENCH-${crypto.randomUUID().slice(0, 8)}`;
  const variants = [{ sku, options: { height: "9 cm" }, price: 24, stock: 100 * PURCHASES }];
  const { status, text } = await staff.post("/products", newGoods({ variants }));
  if (status !== 201) throw new Error(`The goods were not taken: ${text}`);
  return sku;
}

/** Basket, checkout, payment page, and the order's page until it says that it is paid. */
async function purchase({ addresses }: TestCloud, sku: string): Promise<void> {
  const shopper = new Client(addresses.apiUrl);
  const { orderNumber, paymentUrl, accessToken } = await placeOrder(shopper, {
    email: "maren@example.com",
    sku,
  });
  await pay(paymentUrl);
  const headers = { "x-order-token": accessToken };
  for (let tries = 0; tries < 600; tries++) {
    const { body } = await shopper.get(`/orders/${orderNumber}`, { headers });
    if (body.data.status === "PAID") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${orderNumber} is not paid after a minute.`);
}

/**
 * Whole purchases by ten shoppers at a time, over HTTP through the running local cloud: CloudFront's
 * twin, gateway, functions, table (dynoxide on SQLite), queues, Stripe's double and its webhooks,
 * mails and reports (PostgreSQL) behind them. Beside it, in the same run, bare replies of node:http.
 */
export default async function bench(): Promise<readonly Measure[]> {
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-purchases-"));
  const cloud = await openTestCloud(stateDir);
  try {
    const sku = await goodsOf(cloud);
    // Every function's first call starts its worker.
    await perSecond(AT_ONCE, () => purchase(cloud, sku));
    const purchases = await perSecond(PURCHASES, () => purchase(cloud, sku));
    await cloud.idle();
    const bare = await bareReplies();
    const name = `whole purchases, ${AT_ONCE} at a time; the table is dynoxide on SQLite`;
    return [
      { name, value: purchases, unit: "/s" },
      {
        name: `bare node:http replies, ${AT_ONCE} at a time, in the same run`,
        value: bare,
        unit: "/s",
      },
    ];
  } finally {
    await cloud.close();
    await rm(stateDir, { recursive: true, force: true });
  }
}
