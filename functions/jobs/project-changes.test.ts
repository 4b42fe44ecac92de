import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SQSEvent } from "aws-lambda";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ProjectionMessage } from "#contracts/messages";
import * as Orders from "#data/order";
import * as Products from "#data/product";
import * as Stocks from "#data/stock";
import { startPostgres } from "../../infra/local/emulators/postgres.ts";
import { handler as migrate } from "./migrate-reporting.ts";
import { handler } from "./project-changes.ts";

let stateDir: string;
let server: Awaited<ReturnType<typeof startPostgres>>;
const before = { ...process.env };

beforeAll(async () => {
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  stateDir = await mkdtemp(join(tmpdir(), "parasol-projector-"));
  server = await startPostgres(stateDir, { database: "reporting", masterUser: "parasol" });
  const { host, port, database, user, caPath } = server.emulator;
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: database,
    DATABASE_USER: user,
    DATABASE_CA: caPath,
  });
});

afterAll(async () => {
  await server?.close();
  await rm(stateDir, { recursive: true, force: true });
  process.env = before;
});

async function rows(statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.emulator.url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

function deliver(messages: readonly unknown[]) {
  const Records = messages.map((message, at) => ({
    messageId: `m-${at}`,
    body: JSON.stringify(message),
    attributes: {},
  }));
  return handler({ Records } as unknown as SQSEvent);
}

const productMessage = (product: ReturnType<typeof Products.mockProduct>): ProjectionMessage => ({
  type: "Product",
  key: Products.key(product.id),
  version: product.version,
  image: { ...product },
});

const fox = Products.mockProduct();

describe("the projection job", () => {
  it("finds a schema that each deployment may bring up to date", async () => {
    const created = await migrate({ RequestType: "Create" });
    const updated = await migrate({ RequestType: "Update" });

    expect(updated).toEqual(created);
    expect(await rows(`select 1 from "Product"`)).toEqual([]);
  });

  it("writes a batch over TLS, signed in by token", async () => {
    const order = Orders.mockOrder();
    const stock = Stocks.mockStock();

    const answer = await deliver([
      productMessage(fox),
      { type: "Stock", key: Stocks.key(stock.sku), version: 1, image: stock },
      { type: "Order", key: Orders.key(order.orderNumber), version: 1, image: order },
    ]);

    expect(answer.batchItemFailures).toEqual([]);
    expect(await rows(`select "id", "stock" from "Product"`)).toEqual([{ id: fox.id, stock: 7 }]);
    expect(await rows(`select "total" from "Order"`)).toEqual([{ total: "52.90" }]);
  });

  it("takes an item out that has left the table", async () => {
    const variants = [{ sku: "gone", options: {}, price: 100, compareAtPrice: null }];
    const image = Products.mockProduct({ id: "prod_0gone", slug: "gone", variants });
    const key = Products.key(image.id);
    await deliver([{ type: "Product", key, version: 1, image }]);

    await deliver([{ type: "Product", key, version: 1, image: null, oldImage: image }]);

    expect(await rows(`select 1 from "Product" where "id" = 'prod_0gone'`)).toEqual([]);
  });

  it("gives back the messages that cannot be stored, and stores the others", async () => {
    const silent = ["error", "warn"] as const;
    for (const one of silent) vi.spyOn(console, one).mockImplementation(() => undefined);
    const variants = [{ sku: "new", options: {}, price: 100, compareAtPrice: null }];

    const answer = await deliver([
      { type: "Product", key: Products.key("x"), version: 1, image: { id: "x" } },
      productMessage(Products.mockProduct({ id: "prod_0thief", version: 9 })),
      productMessage(Products.mockProduct({ id: "prod_0new", slug: "new", variants })),
      { type: "Nothing" },
    ]);

    expect(answer.batchItemFailures.map((one) => one.itemIdentifier).sort()).toEqual([
      "m-0",
      "m-1",
      "m-3",
    ]);
    expect(await rows(`select "id" from "Product" order by 1`)).toEqual([
      { id: fox.id },
      { id: "prod_0new" },
    ]);
    vi.restoreAllMocks();
  });

  it("leaves no connection behind, which would keep the database awake", async () => {
    const open = await rows(
      `select 1 from pg_stat_activity where application_name = 'parasol' and state is not null`,
    );

    expect(open).toEqual([]);
  });
});
