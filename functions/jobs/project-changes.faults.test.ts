import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SQSEvent } from "aws-lambda";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startPostgres } from "../../infra/local/emulators/postgres.ts";
import { serverSides } from "#contracts/index";
import * as Products from "#data/product";
import { handler as migrate } from "./migrate-reporting.ts";
import { handler } from "./project-changes.ts";

/** Aurora's address: a proxy that lets through, keeps waiting, cuts, or is not there. */
class Aurora {
  readonly #port: number;
  #server: Server | undefined;
  /** Lets connections wait until it is kept. */
  resumed: Promise<unknown> = Promise.resolve();
  /** So many packets of the client pass, and then the connection is gone. */
  packets = Number.POSITIVE_INFINITY;
  cuts = 0;
  port = 0;

  constructor(port: number) {
    this.#port = port;
  }

  async open(): Promise<void> {
    const server = createServer((client) => void this.#pass(client));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    const address = server.address();
    if (typeof address === "object" && address !== null) this.port = address.port;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #pass(client: Socket): Promise<void> {
    client.on("error", () => undefined).pause();
    await this.resumed;
    const server = connect(this.#port, "127.0.0.1").on("error", () => undefined);
    let left = this.packets;
    client.on("data", (packet) => {
      left -= 1;
      if (left >= 0) return server.write(packet);
      this.cuts += 1;
      server.destroy();
      return client.destroy();
    });
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    server.pipe(client);
    client.resume();
  }
}

let stateDir: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let aurora: Aurora;
const before = { ...process.env };

beforeAll(async () => {
  for (const one of ["info", "warn", "error"] as const) vi.spyOn(console, one).mockReturnValue();
  stateDir = await mkdtemp(join(tmpdir(), "parasol-aurora-"));
  postgres = await startPostgres(stateDir, { database: "reporting", masterUser: "parasol" });
  const { host, port, database, user, caPath } = postgres.emulator;
  aurora = new Aurora(port);
  await aurora.open();
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    DATABASE_HOST: host,
    DATABASE_PORT: String(aurora.port),
    DATABASE_NAME: database,
    DATABASE_USER: user,
    DATABASE_CA: caPath,
  });
  await migrate({ RequestType: "Create" });
});

afterAll(async () => {
  await aurora?.close();
  await postgres?.close();
  await rm(stateDir, { recursive: true, force: true });
  process.env = before;
});

/** A batch of three products; gives how many of its messages come back to the queue. */
async function deliver(name: string, version = 1): Promise<number> {
  const Records = ["a", "b", "c"].map((letter) => {
    const id = `prod_0${name}${letter}`;
    const slug = `${name}-${letter}`;
    const variants = [{ sku: slug, options: {}, price: 100 * version, compareAtPrice: null }];
    const image = Products.mockProduct({ id, slug, variants, version });
    const body = JSON.stringify({ type: "Product", key: Products.key(id), version, image });
    return { messageId: slug, body, attributes: {} };
  });
  const answer = await handler({ Records } as unknown as SQSEvent).catch(() => undefined);
  return answer?.batchItemFailures.length ?? Records.length;
}

/** Prices of the batch's products, past the proxy. */
async function prices(name: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: postgres.emulator.url });
  await client.connect();
  const found = await client.query(`select "price" from "Product" where "slug" like $1`, [
    `${name}-%`,
  ]);
  await client.end();
  return found.rows.map((row) => Number(row.price));
}

describe("Aurora", () => {
  it("fault 26: that is paused takes its time to resume, and the batch waits for it", async () => {
    aurora.resumed = sleep(2_500);
    expect(await deliver("paused")).toBe(0);
    expect(await prices("paused")).toEqual([1, 1, 1]);
  });

  it("fault 26: that refuses gets the whole batch again, and the backlog drains", async () => {
    await aurora.close();
    expect([await deliver("refused"), await deliver("refused", 2)]).toEqual([3, 3]);
    await aurora.open();
    expect([await deliver("refused", 2), await deliver("refused")]).toEqual([0, 0]);
    expect(await prices("refused")).toEqual([2, 2, 2]);
  });

  it("fault 26: that fails over in mid-batch, at any packet, ends with the same rows", async () => {
    for (let at = 1; at === 1 || aurora.cuts > 0; at++) {
      aurora.cuts = 0;
      aurora.packets = at;
      const back = await deliver(`over${at}`);
      // What is not given back to the queue is there: the goodbye alone was cut off then.
      if (back === 0) expect(await prices(`over${at}`)).toEqual([1, 1, 1]);
      else expect(back).toBe(3);
      aurora.packets = Number.POSITIVE_INFINITY;
      expect(await deliver(`over${at}`)).toBe(0);
      expect(await prices(`over${at}`)).toEqual([1, 1, 1]);
      expect(at).toBeLessThan(100);
    }
  });

  it("fault 26: is nobody's whom a shopper waits for, so the storefront does not notice", () => {
    const reaching = Object.entries(serverSides).filter(([, side]) => "database" in side);
    expect(reaching).toEqual([]);
  });
});
