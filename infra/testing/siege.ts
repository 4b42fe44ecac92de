import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import * as Categories from "#data/category";
import { commit } from "#data/write";
import { type Addresses, addresses } from "./addresses.ts";
import { Client } from "./client.ts";
import { type Facts, readFacts } from "./laboratory/facts.ts";
import { newGoods } from "./new-goods.ts";

const recorded = z.object({ pid: z.int() });
const inbox = z.object({
  emails: z.array(
    z.object({
      messageId: z.string().default(""),
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()).default([]) }),
      body: z.object({ text: z.string().default("") }),
    }),
  ),
});

/** A whole local cloud in processes of its own, as `npm start` opens it, to be killed and opened again. */
export class Siege {
  readonly stateDir: string;
  readonly #port: number;
  #child: ChildProcess | undefined;
  #addresses: Addresses | undefined;

  constructor(stateDir: string, port: number) {
    this.stateDir = stateDir;
    this.#port = port;
  }

  get addresses(): Addresses {
    if (this.#addresses === undefined) throw new Error("Nothing is open.");
    return this.#addresses;
  }

  /** Starts it, or starts it again. */
  async open(): Promise<Addresses> {
    const outputs = join(this.stateDir, "outputs.json");
    rmSync(outputs, { force: true });
    // It sells its own goods on a shelf of its own, so the demo's need not be loaded first.
    const seeded = join(this.stateDir, "seeded.json");
    const first = !existsSync(seeded);
    writeFileSync(seeded, JSON.stringify({ products: 0 }));
    const child = spawn(process.execPath, ["infra/launch.js", "infra/local/start.ts"], {
      env: { ...process.env, PARASOL_STATE: this.stateDir, PORT: String(this.#port) },
      stdio: ["ignore", "ignore", "inherit"],
    });
    this.#child = child;
    while (!existsSync(outputs)) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}.`);
      await sleep(100);
    }
    this.#addresses = addresses.parse(JSON.parse(readFileSync(outputs, "utf8")));
    const TABLE_NAME = await this.#pointSdk();
    if (first) {
      Object.assign(process.env, { TABLE_NAME });
      const shelf = { slug: "birds", parent: null, path: "birds" };
      await commit(Categories.create(Categories.mockCategory(shelf)));
    }
    return this.#addresses;
  }

  /** Points the SDK of this process at its database. Gives the table's name. */
  async #pointSdk(): Promise<string> {
    const port = readFileSync(join(this.stateDir, "ports", "dynamodb"), "utf8");
    Object.assign(process.env, {
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    });
    const client = new DynamoDBClient({});
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    client.destroy();
    return TableNames[0] ?? "";
  }

  /** Signed in as the demo admin. */
  async staff(): Promise<Client> {
    const client = new Client(this.addresses.apiUrl);
    await client.signIn(this.addresses.demoAdmin);
    return client;
  }

  /** Puts goods of its own on sale. Gives their SKU. */
  async stockUp(pieces: number): Promise<string> {
    const goods = newGoods();
    const [variant] = goods.variants;
    const body = { ...goods, variants: [{ ...variant, stock: pieces }] };
    const answer = await (await this.staff()).post("/products", body);
    if (answer.status !== 201) throw new Error(`No goods: ${answer.text}`);
    return variant?.sku ?? "";
  }

  /** kill -9 of all of it at once: the cloud, its database and its PostgreSQL. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    for (const pid of this.#children()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Its watchdog was faster.
      }
    }
    await ended;
  }

  #children(): number[] {
    const directory = join(this.stateDir, "processes");
    if (!existsSync(directory)) return [];
    return readdirSync(directory).map(
      (name) => recorded.parse(JSON.parse(readFileSync(join(directory, name), "utf8"))).pid,
    );
  }

  /** What is in the table, at Stripe and in the inbox, past all APIs. */
  async facts(): Promise<Facts> {
    const { emails } = inbox.parse(await (await fetch(`${this.addresses.inboxUrl}/store`)).json());
    const stripe = new DatabaseSync(join(this.stateDir, "stripe.db"), { readOnly: true });
    try {
      return await readFacts({
        tableName: await this.#pointSdk(),
        stripe,
        mails: emails.map(({ messageId, subject, destination, body }) => ({
          id: messageId,
          key: "",
          to: destination.to.join(", "),
          subject,
          text: body.text,
        })),
        dead: [],
      });
    } finally {
      stripe.close();
    }
  }
}
