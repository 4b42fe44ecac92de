import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endLeftovers } from "../processes.ts";
import type { PostgresEmulator } from "../seams.ts";
import { startPostgres } from "./postgres.ts";
import { removePostgresData } from "./postgres-cluster.ts";
import type { Running } from "./running.ts";

const stateDir = mkdtempSync(join(tmpdir(), "parasol-postgres-test-"));
const names = { database: "shop", masterUser: "shop_admin" };
let postgres: Running<PostgresEmulator>;

beforeAll(async () => {
  postgres = await startPostgres(stateDir, names);
});
afterAll(async () => {
  await postgres.close();
  removePostgresData(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
});

/** As a function connects: by host, token and the authority's path. */
async function overTls<Result>(
  user: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const { host, port, database, caPath } = postgres.emulator;
  const ssl = { ca: readFileSync(caPath, "utf8") };
  const client = new pg.Client({ host, port, database, user, password: "an IAM token", ssl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function byUrl(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query("SELECT current_user AS name")).rows[0].name;
  } finally {
    await client.end();
  }
}

describe("PostgreSQL", () => {
  it("takes a token as the password, over TLS that verifies against the authority", async () => {
    const encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    const { rows } = await overTls("shop_admin", (client) => client.query(encrypted));
    expect(rows).toEqual([{ ssl: true }]);
  });

  it("lets its master user do what Aurora's may, and no more", async () => {
    await overTls("shop_admin", async (client) => {
      await client.query("CREATE EXTENSION IF NOT EXISTS pg_trgm");
      await client.query("CREATE TABLE product (name TEXT)");
      await client.query("CREATE INDEX ON product USING GIN (name gin_trgm_ops)");
      await client.query("CREATE ROLE projector LOGIN");
      await client.query("GRANT rds_iam TO projector");
      await client.query("GRANT SELECT, INSERT ON product TO projector");
      await expect(client.query("CREATE ROLE root SUPERUSER")).rejects.toThrow("permission");
    });
    await overTls("projector", (client) => client.query("INSERT INTO product VALUES ('Sun')"));
  });

  it("opens by its URL, but takes nobody else without TLS", async () => {
    expect(await byUrl(postgres.emulator.url)).toBe("shop_admin");
    const other = postgres.emulator.url.replace("shop_admin", "projector");
    await expect(byUrl(other)).rejects.toThrow("no encryption");
  });

  it("keeps what was committed when it is killed, and its address", async () => {
    const insert = "INSERT INTO product VALUES ('Committed') RETURNING name";
    await overTls("shop_admin", (client) => client.query(insert));
    const { url } = postgres.emulator;
    const pidFile = readFileSync(join(stateDir, "postgres", "postmaster.pid"), "utf8");
    process.kill(Number(pidFile.split("\n")[0]), "SIGKILL");
    await endLeftovers(stateDir);

    postgres = await startPostgres(stateDir, names);

    expect(postgres.emulator.url).toBe(url);
    const select = "SELECT name FROM product WHERE name = 'Committed'";
    const { rows } = await overTls("shop_admin", (client) => client.query(select));
    expect(rows).toHaveLength(1);
  });
});
