import { createServer } from "node:http";
import { createAnswers } from "./answers.ts";
import { createControl } from "./control.ts";
import { answerControl } from "./control-routes.ts";
import { decideDue } from "./decisions.ts";
import { createEmit } from "./events.ts";
import type { World } from "./operation.ts";
import { answerPage } from "./page/routes.ts";
import { expireDueSessions } from "./resources/checkout-sessions.ts";
import { answerApi } from "./server.ts";
import { openStore } from "./store.ts";
import { startWebhooks } from "./webhooks.ts";

export interface StripeOptions {
  /** Absolute; `stripe.db` in it holds everything and outlives a kill -9. */
  readonly stateDir: string;
  /** Any free one unless told otherwise. Links in old sessions follow when it changes. */
  readonly port?: number;
  /** Where webhooks go; while it is undefined they wait. */
  readonly webhookUrl: () => string | undefined;
  readonly webhookSecret: string;
  readonly secretKey: string;
  readonly onLog?: (line: string) => void;
  /** Milliseconds since 1970; tests let half an hour pass with it. */
  readonly now?: () => number;
}

export interface StripeDouble {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Sessions end on the second, as the shop's holds do; banks decide as often. */
const CHECK_MS = 1_000;

/** Starts the stand-in for Stripe on 127.0.0.1: API, payment page, webhooks, control. */
export async function startStripe(options: StripeOptions): Promise<StripeDouble> {
  const { stateDir, webhookUrl, webhookSecret, secretKey, onLog = () => {} } = options;
  const clock = options.now ?? Date.now;
  const store = openStore(stateDir);
  const control = createControl(store);
  const webhooks = startWebhooks({ store, webhookUrl, secret: webhookSecret, onLog });
  const insertDecision = store.database.prepare("insert into decisions values (?, ?, ?)");
  let url = "";
  const now = () => Math.floor(clock() / 1000);
  const world: World = {
    store,
    // After the transaction that this happens in, which ends before the next turn of the loop.
    emit: createEmit(store, now, control, () => setImmediate(() => webhooks.wake())),
    now,
    url: () => url,
    decideLater(id, approved) {
      const due = clock() + control.bank().afterMs;
      insertDecision.run(id, due, approved ? 1 : 0);
    },
  };
  const api = { world, control, answers: createAnswers(store, clock), secretKey, onLog };

  const server = createServer((request, response) => {
    const target = new URL(request.url ?? "/", "http://127.0.0.1");
    expireDueSessions(world);
    decideDue(world, clock());
    const answered = target.pathname.startsWith("/v1/")
      ? answerApi(api, request, response, target)
      : target.pathname.startsWith("/_control")
        ? answerControl({ control, webhooks, world }, request, response, target.pathname)
        : answerPage(world, request, response, target);
    answered.catch((error: unknown) => {
      onLog(`${request.method} ${target.pathname}: ${String(error)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : options.port}`;
  followPort(store, url);
  const expiry = setInterval(() => {
    expireDueSessions(world);
    decideDue(world, clock());
  }, CHECK_MS);

  return {
    url,
    async close() {
      clearInterval(expiry);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await webhooks.close();
      store.close();
    },
  };
}

/** A session holds its page's address, and so does the remembered answer that told it. */
function followPort({ database }: World["store"], url: string): void {
  const row = database.prepare("select json from settings where name = 'origin'").get();
  const before = row ? String(JSON.parse(String(row["json"]))) : url;
  if (before !== url) {
    for (const [table, column] of [
      ["objects", "json"],
      ["answers", "body"],
    ]) {
      database
        .prepare(`update ${table} set ${column} = replace(${column}, ?, ?)`)
        .run(`${before}/c/pay/`, `${url}/c/pay/`);
    }
  }
  database
    .prepare("insert or replace into settings (name, json) values ('origin', ?)")
    .run(JSON.stringify(url));
}
