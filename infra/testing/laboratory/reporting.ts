import pg from "pg";
import { startPostgres } from "../../local/emulators/postgres.ts";
import { CONTEXT, handlerOf } from "./api.ts";
import { outside } from "./calls.ts";

/** A real PostgreSQL with the reporting schema, which this process's functions find. */
export async function openReporting(stateDir: string) {
  const server = await startPostgres(stateDir, { database: "reporting", masterUser: "parasol" });
  const { host, port, database, user, caPath } = server.emulator;
  Object.assign(process.env, {
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: database,
    DATABASE_USER: user,
    DATABASE_CA: caPath,
  });
  await (await handlerOf("jobs.migrateReporting"))({ RequestType: "Create" }, CONTEXT);
  return {
    sql: (statement: string): Promise<Record<string, unknown>[]> =>
      outside(async () => {
        const client = new pg.Client({ connectionString: server.emulator.url });
        await client.connect();
        try {
          return (await client.query(statement)).rows;
        } finally {
          await client.end();
        }
      }),
    /** Ends the server, as in a failover. */
    close: () => server.close(),
  };
}
