import { readFileSync } from "node:fs";
import { Signer } from "@aws-sdk/rds-signer";
import pg from "pg";
import { z } from "zod";
import { environment } from "#values/environment";

/** A paused Aurora takes 15 s and more to resume, and holds the connection while it does. */
const CONNECT_TIMEOUT_MS = 40_000;
const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Runs `work` on a connection of its own, and closes it: an idle one would keep Aurora awake.
 * TLS against the CA in DATABASE_CA; the password is an IAM token, which is signed without any call.
 */
export async function withDatabase<Result>(
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const env = environment({
    DATABASE_HOST: z.string().min(1),
    DATABASE_PORT: z.coerce.number().int(),
    DATABASE_NAME: z.string().min(1),
    DATABASE_USER: z.string().min(1),
    DATABASE_CA: z.string().min(1),
  });
  const signer = new Signer({
    hostname: env.DATABASE_HOST,
    port: env.DATABASE_PORT,
    username: env.DATABASE_USER,
  });
  const client = new pg.Client({
    host: env.DATABASE_HOST,
    port: env.DATABASE_PORT,
    database: env.DATABASE_NAME,
    user: env.DATABASE_USER,
    password: await signer.getAuthToken(),
    // The name that the certificate must bear; pg itself passes it on only where it is no address.
    ssl: { ca: readFileSync(env.DATABASE_CA, "utf8"), host: env.DATABASE_HOST },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: "parasol",
  });
  // A connection that dies between two statements also rejects the next one; unheard, it would end the process.
  client.on("error", (error) =>
    console.warn(`The database closed the connection: ${error.message}`),
  );
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** All of `work` or nothing. */
export async function inTransaction<Result>(
  client: pg.ClientBase,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query("begin");
  try {
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    // A broken connection cannot roll back, and need not: the server does.
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}
