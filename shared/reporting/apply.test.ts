import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mockFulfilment, mockOrder, mockPaidOrder } from "#data/order";
import { mockProduct } from "#data/product";
import { mockStock } from "#data/stock";
import { startPostgres } from "../../infra/local/emulators/postgres.ts";
import { apply } from "./apply.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { project, showOrder, showProduct, showStock } from "./projections.ts";

let stateDir: string;
let server: Awaited<ReturnType<typeof startPostgres>>;
let client: pg.Client;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "parasol-reporting-"));
  server = await startPostgres(stateDir, { database: "reporting", masterUser: "parasol" });
  client = await connect();
});

afterAll(async () => {
  await client?.end();
  await server?.close();
  await rm(stateDir, { recursive: true, force: true });
});

beforeEach(async () => {
  await client.query(`
    drop schema if exists projector cascade;
    drop table if exists schema_migrations, "User", "Product", "Category", "Order", "OrderItem", "OrderTax", "OrderPromotion", "Fulfilment", "Refund", "Return";
  `);
});

async function connect(): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: server.emulator.url });
  await connected.connect();
  return connected;
}

const rows = async (statement: string) => (await client.query(statement)).rows;

const fox = (version: number, overrides: Parameters<typeof mockProduct>[0] = {}) =>
  project(showProduct(mockProduct({ version, ...overrides })), { version, deleted: false });
const stockOf = (sku: string, available: number, version: number, productId = "prod_0fox") =>
  project(showStock(mockStock({ sku, productId, available })), { version, deleted: false });

/** Two pieces left, one came back and its money with it; another refund failed. */
function soldOrder() {
  const paid = mockPaidOrder({ status: "SHIPPED", fulfilments: [mockFulfilment()] });
  const at = "2026-11-25T10:00:00.000Z";
  const piece = { sku: "0011-09", quantity: 1, reason: "Too small" };
  const refund = {
    id: "R1",
    status: "SUCCEEDED",
    amount: 2400,
    lines: [{ sku: "0011-09", quantity: 1 }],
    shipping: 0,
    restock: false,
    reason: "Return T1",
    returnId: "T1",
    intentId: "pi_1",
    stripeRefundId: "re_1",
    failure: null,
    requestedAt: at,
    settledAt: at,
    actor: "ada",
  } as const;
  const returned = {
    id: "T1",
    status: "REFUNDED",
    lines: [piece],
    note: null,
    rejection: null,
    restocked: true,
    requestedAt: at,
    updatedAt: at,
    refundId: "R1",
    actor: "guest",
  } as const;
  const failed = { ...refund, id: "R2", status: "FAILED", amount: 500, returnId: null } as const;
  return { ...paid, refunds: [refund, failed], returns: [returned] };
}

describe("migrations", () => {
  it("make the tables and indexes that analysts were promised", async () => {
    await migrate(client);

    const tables = await rows(
      `select table_name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    expect(tables.map((row) => row.table_name)).toEqual([
      "Category",
      "Fulfilment",
      "Order",
      "OrderItem",
      "OrderPromotion",
      "OrderTax",
      "Product",
      "Refund",
      "Return",
      "User",
      "schema_migrations",
    ]);
    const indexes = await rows(`select indexdef from pg_indexes where schemaname = 'public'`);
    const definitions = indexes.map((row) => row.indexdef).join("\n");
    expect(definitions).toMatch(/USING gin \(name gin_trgm_ops\)/);
    expect(definitions).toMatch(/USING gin \(description gin_trgm_ops\)/);
    expect(definitions).toMatch(/\("categoryId", price\)/);
    expect(definitions).toMatch(/\("categoryId", rating\)/);
    expect(definitions).toMatch(/\(stock\) WHERE \(stock > 0\)/);
  });

  it("run once, however often and by how many at once they are started", async () => {
    const others = await Promise.all([connect(), connect()]);

    const ran = await Promise.all([client, ...others].map((one) => migrate(one)));

    await Promise.all(others.map((one) => one.end()));
    expect(ran.flat()).toEqual(migrations.map((one) => one.id));
    expect(await migrate(client)).toEqual([]);
  });

  it("fault 43: leave nothing of a step that fails half-way, and complete at the next run", async () => {
    const good = { id: "0001-good", sql: `create table "User" ("id" text)` };
    const broken = { id: "0002-broken", sql: `create schema projector; select 1 / 0` };

    await expect(migrate(client, [good, broken])).rejects.toThrow("0002-broken");
    const mended = await migrate(client, [good, { ...broken, sql: "create schema projector" }]);

    expect(mended).toEqual(["0002-broken"]);
  });
});

describe("the projector", () => {
  beforeEach(async () => {
    await migrate(client);
  });

  it("ends at the newest version, whatever the order in which changes arrive", async () => {
    const versions = [fox(1, { name: "Old" }), fox(3, { name: "Newest" }), fox(2, { name: "Mid" })];

    for (const one of versions) await apply(client, [one]);
    await apply(client, versions.toReversed());

    expect(await rows(`select "name", "version" from "Product"`)).toEqual([
      { name: "Newest", version: 3 },
    ]);
  });

  it("does not bring a deleted row back when an older change arrives late", async () => {
    const deleted = fox(4, { deletedAt: "2026-11-23T10:00:00.000Z" });

    await apply(client, [fox(2)]);
    await apply(client, [deleted]);
    await apply(client, [fox(3)]);

    expect(await rows(`select 1 from "Product"`)).toEqual([]);
  });

  it("lets a product come back at a newer version than its deletion", async () => {
    await apply(client, [fox(4, { deletedAt: "2026-11-23T10:00:00.000Z" })]);

    await apply(client, [fox(5)]);

    expect(await rows(`select "id" from "Product"`)).toEqual([{ id: "prod_0fox" }]);
  });

  it("sums the stock of a product's heights, whichever arrives first", async () => {
    await apply(client, [stockOf("0011-06", 5, 2)]);
    await apply(client, [fox(1), stockOf("0011-09", 7, 1)]);
    await apply(client, [stockOf("0011-06", 4, 3), stockOf("0011-06", 5, 2)]);

    expect(await rows(`select "stock" from "Product"`)).toEqual([{ stock: 11 }]);
  });

  it("takes the stock of a SKU away from the product that no longer sells it", async () => {
    await apply(client, [fox(1), stockOf("0011-06", 5, 1)]);

    await apply(client, [stockOf("0011-06", 5, 2, "prod_0owl")]);

    expect(await rows(`select "stock" from "Product"`)).toEqual([{ stock: 0 }]);
  });

  it("moves a slug from one product to another within a batch", async () => {
    const owl = (version: number, slug: string) =>
      fox(version, {
        id: "prod_0owl",
        slug,
        variants: [{ sku: "0012-09", options: {}, price: 100, compareAtPrice: null }],
      });
    await apply(client, [fox(1, { slug: "fox" }), owl(1, "owl")]);

    await apply(client, [owl(2, "fox"), fox(2, { slug: "old-fox" })]);

    expect(await rows(`select "id", "slug" from "Product" order by 1`)).toEqual([
      { id: "prod_0fox", slug: "old-fox" },
      { id: "prod_0owl", slug: "fox" },
    ]);
  });

  it("shows an order with its lines once, however often it is told", async () => {
    const pending = project(showOrder(mockOrder()), { version: 1, deleted: false });
    const order = mockOrder({ status: "PAID", version: 2 });
    const paid = project(showOrder(order), { version: 2, deleted: false });

    for (const batch of [[pending], [paid], [pending], [paid, pending]]) {
      await apply(client, batch);
    }

    expect(await rows(`select "status", "total", "shippingAddress" from "Order"`)).toEqual([
      { status: "PAID", total: "52.90", shippingAddress: order.shippingAddress },
    ]);
    expect(await rows(`select "productId", "quantity", "price" from "OrderItem"`)).toEqual([
      { productId: "prod_0fox", quantity: 2, price: "24.00" },
    ]);
  });

  it("shows what was sent, given back and returned as it stands, and no longer once it is gone", async () => {
    const order = soldOrder();
    const shown = (version: number, change: object = {}) =>
      project(showOrder({ ...order, ...change, version }), { version, deleted: false });
    const gone = project(showOrder(order), { version: 9, deleted: true });

    await apply(client, [shown(2, { refunds: [] })]);
    await apply(client, [shown(3), shown(2, { refunds: [] })]);

    expect(await rows(`select "refunded" from "Order"`)).toEqual([{ refunded: "24.00" }]);
    expect(await rows(`select "id", "amount", "status" from "Refund" order by 1`)).toEqual([
      { id: "P-261123-7F3KQ/R1", amount: "24.00", status: "SUCCEEDED" },
      { id: "P-261123-7F3KQ/R2", amount: "5.00", status: "FAILED" },
    ]);
    const pieces = await rows(
      `select piece."sku", sum(piece."quantity")::int as "pieces"
       from "Fulfilment", jsonb_to_recordset("lines") as piece ("sku" text, "quantity" int)
       group by 1`,
    );
    expect(pieces).toEqual([{ sku: "0011-09", pieces: 2 }]);
    expect(await rows(`select "id", "status", "refundId" from "Return"`)).toEqual([
      { id: "P-261123-7F3KQ/T1", status: "REFUNDED", refundId: "R1" },
    ]);
    await apply(client, [gone]);
    for (const table of ["OrderItem", "Fulfilment", "Refund", "Return"]) {
      expect(await rows(`select 1 from "${table}"`)).toEqual([]);
    }
  });

  it("shows what an order owes at each rate and which codes it used, be it the dearest there is", async () => {
    const [item] = mockOrder().items;
    if (item === undefined) throw new Error("no item");
    const total = 4_455_000_000_000;
    const order = mockOrder({
      items: [{ ...item, total, discount: 445_500_000_000 }],
      subtotal: total,
      discount: 445_500_000_000,
      total: 4_009_500_000_490,
      taxes: [
        { percent: 19, net: 1_000, tax: 190 },
        { percent: 8.1, net: 500, tax: 41 },
      ],
      promotions: [
        {
          promotionId: "promo_sunny",
          code: "SUNNY10",
          title: "Sun",
          kind: "percent",
          amount: 445_500_000_000,
          counted: false,
          countedForCustomer: false,
        },
      ],
    });
    await apply(client, [project(showOrder(order), { version: 1, deleted: false })]);
    expect(await rows(`select "total", "discount", "currency" from "Order"`)).toEqual([
      { total: "40095000004.90", discount: "4455000000.00", currency: "EUR" },
    ]);
    expect(
      await rows(`select "percent", sum("tax") as tax from "OrderTax" group by 1 order by 1`),
    ).toEqual([
      { percent: "8.100", tax: "0.41" },
      { percent: "19.000", tax: "1.90" },
    ]);
    expect(await rows(`select "code", "kind", "amount" from "OrderPromotion"`)).toEqual([
      { code: "SUNNY10", kind: "percent", amount: "4455000000.00" },
    ]);
    await apply(client, [project(showOrder(order), { version: 2, deleted: true })]);
    for (const table of ["OrderTax", "OrderPromotion"]) {
      expect(await rows(`select 1 from "${table}"`)).toEqual([]);
    }
  });

  it("keeps text as text, be it SQL, HTML or another script", async () => {
    const name = `Robert'); drop table "Product";-- <b>狐</b> {"a": [1]}`;

    await apply(client, [fox(1, { name, tags: ["a,b", "{c}", '"d"'] })]);

    expect(await rows(`select "name", "tags" from "Product"`)).toEqual([
      { name, tags: ["a,b", "{c}", '"d"'] },
    ]);
  });

  it("takes a whole batch or nothing of it", async () => {
    const twin = fox(1, { id: "prod_0twin" });

    await expect(apply(client, [fox(1), twin])).rejects.toThrow(/unique/);

    expect(await rows(`select 1 from "Product"`)).toEqual([]);
  });
});
