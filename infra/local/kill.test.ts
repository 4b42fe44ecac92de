import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { type Addresses, addresses } from "../testing/addresses.ts";
import { Client } from "../testing/client.ts";
import { pay, placeOrder } from "../testing/purchase.ts";
import { freePort } from "./ports.ts";

const stateDir = mkdtempSync(join(tmpdir(), "parasol-kill-"));
const outputs = join(stateDir, "outputs.json");
let running: ChildProcess | undefined;

async function open(port: number): Promise<Addresses> {
  rmSync(outputs, { force: true });
  const child = spawn("node", ["infra/launch.js", "infra/local/start.ts"], {
    env: { ...process.env, PARASOL_STATE: stateDir, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  running = child;
  while (!existsSync(outputs)) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}.`);
    await sleep(100);
  }
  return addresses.parse(JSON.parse(readFileSync(outputs, "utf8")));
}

async function kill(): Promise<void> {
  const child = running;
  if (child === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

/** Asks again until the answer is there; the test's own time limit ends a wait for nothing. */
async function eventually<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    await sleep(200);
  }
}

afterAll(async () => {
  await kill();
  rmSync(stateDir, { recursive: true, force: true });
});

describe("a kill -9 of the whole local cloud", () => {
  it("loses no purchase: paid a moment before, the order completes after the next start", async () => {
    const port = await freePort();
    const before = await open(port);
    const email = "killed@example.com";
    const unpaid = await placeOrder(new Client(before.apiUrl), { email: "later@example.com" });
    const paid = await placeOrder(new Client(before.apiUrl), { email });
    await pay(paid.paymentUrl);
    await kill();

    const after = await open(port);
    const client = new Client(after.apiUrl);
    const status = async ({ orderNumber, accessToken }: typeof paid): Promise<string> => {
      const answer = await client.get(`/orders/${orderNumber}?token=${accessToken}`);
      return answer.body.data.status;
    };
    await eventually(async () => ((await status(paid)) === "PAID" ? true : undefined));

    // The other one was open when everything died: its payment page must still take the money.
    expect(await status(unpaid)).toBe("PENDING");
    const page = new URL(unpaid.paymentUrl).pathname;
    await pay(`${after.stripeUrl}${page}`);
    await eventually(async () => ((await status(unpaid)) === "PAID" ? true : undefined));

    const database = new pg.Client({ connectionString: after.postgresUrl });
    await database.connect();
    const row = await eventually(async () => {
      const { rows } = await database.query(
        `SELECT status FROM "Order" WHERE "orderNumber" = $1 AND status = 'PAID'`,
        [paid.orderNumber],
      );
      return rows[0];
    });
    await database.end();
    expect(row).toEqual({ status: "PAID" });

    const mails = await eventually(async () => {
      const { emails } = await (await fetch(`${after.inboxUrl}/store`)).json();
      const mine = emails.filter((one: { destination: { to: string[] } }) =>
        one.destination.to.includes(email),
      );
      return mine.length > 0 ? mine : undefined;
    });
    expect(mails).toHaveLength(1);
  }, 180_000);
});
