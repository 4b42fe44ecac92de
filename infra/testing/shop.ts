import pg from "pg";
import { inject } from "vitest";
import { z } from "zod";
import { type Addresses, addresses } from "./addresses.ts";
import { Client } from "./client.ts";

const mail = z.object({
  subject: z.string(),
  to: z.string(),
  html: z.string(),
  text: z.string(),
});

type Mail = z.output<typeof mail>;

const store = z.object({
  emails: z.array(
    z.object({
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()).default([]) }),
      body: z.object({ html: z.string().optional(), text: z.string().optional() }),
    }),
  ),
});

const outcome = z.object({ failure: z.string().nullable() });

async function control(path: string): Promise<unknown> {
  const response = await fetch(`${inject("shopControl")}${path}`);
  if (!response.ok) throw new Error(await response.text());
  return await response.json();
}

/** The running shop, as a test sees it: over HTTP, by mail and in SQL, never from inside. */
export interface Shop extends Addresses {
  /** A browser-like caller with cookies and CSRF token of its own. */
  client(): Client;
  /** Signed in by bearer token as the demo admin. */
  staff(): Promise<Client>;
  /** Signed in by bearer token as the demo shopper. */
  shopper(): Promise<Client>;
  /** Mails so far, oldest first. */
  inbox(): Promise<Mail[]>;
  /** Rows of one statement on the reporting database. */
  sql(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Runs a job now, such as `jobs.sweepOutbox`. Gives what it threw, else null. */
  run(job: string): Promise<string | null>;
  /** Resolves when no function runs, the queues are empty and the stream is read to its end. */
  idle(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  return shopAt(addresses.parse(await control("/")), async () => void (await control("/idle")));
}

/** A shop that is open somewhere, with the means to wait for it. */
export function shopAt(known: Addresses, idle: () => Promise<void>): Shop {
  async function signedIn(who: { email: string; password: string }): Promise<Client> {
    const client = new Client(known.apiUrl);
    await client.signIn(who);
    return client;
  }

  return {
    ...known,
    client: () => new Client(known.apiUrl),
    staff: () => signedIn(known.demoAdmin),
    shopper: () => signedIn(known.demoShopper),
    async inbox() {
      const response = await fetch(`${known.inboxUrl}/store`);
      return store.parse(await response.json()).emails.map((one) => ({
        subject: one.subject,
        to: one.destination.to.join(", "),
        html: one.body.html ?? "",
        text: one.body.text ?? "",
      }));
    },
    async sql(statement, values = []) {
      const client = new pg.Client({ connectionString: known.postgresUrl });
      await client.connect();
      try {
        return (await client.query(statement, values)).rows;
      } finally {
        await client.end();
      }
    },
    async run(job) {
      return outcome.parse(await control(`/run/${job}`)).failure;
    },
    idle,
  };
}
