import { createHmac } from "node:crypto";
import type { Store } from "./store.ts";

/** After a first try that failed: 1 s, 2 s, 4 s … Stripe takes three days over it. */
const RETRY_DELAYS = [1, 2, 4, 8, 16, 32, 64, 120].map((seconds) => seconds * 1000);
const TIMEOUT_MS = 20_000;
/** How long to wait for somebody to say where webhooks go. */
const ADDRESS_POLL_MS = 200;
const AT_ONCE = 10;

export interface WebhookOptions {
  readonly store: Store;
  readonly webhookUrl: () => string | undefined;
  readonly secret: string;
  readonly onLog: (line: string) => void;
}

export interface Webhooks {
  /** Looks for what is due; to be called when something was put up for delivery. */
  wake(): void;
  /** Sends events again, delivered or not. @param since seconds @returns how many */
  redeliver(filter: { type?: string | undefined; since?: number | undefined }): number;
  state(): { pending: number; inFlight: number; delivered: number; failed: number };
  close(): Promise<void>;
}

/** Delivers the rows of `deliveries`, which outlive a restart, until each got a 2xx. */
export function startWebhooks({ store, webhookUrl, secret, onLog }: WebhookOptions): Webhooks {
  const { database } = store;
  const due = database.prepare(
    "select * from deliveries where state = 'pending' and due <= ? order by due, seq limit 50",
  );
  const next = database.prepare("select min(due) as due from deliveries where state = 'pending'");
  const settle = database.prepare(
    "update deliveries set state = ?, attempts = ?, due = ? where seq = ?",
  );
  const inFlight = new Map<number, Promise<void>>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function schedule(delay: number) {
    clearTimeout(timer);
    if (!closing.signal.aborted) timer = setTimeout(run, delay);
  }

  function run() {
    if (closing.signal.aborted) return;
    const url = webhookUrl();
    if (url === undefined) {
      if (next.get()?.["due"] != null) schedule(ADDRESS_POLL_MS);
      return;
    }
    for (const row of due.all(Date.now())) {
      const seq = Number(row["seq"]);
      if (inFlight.has(seq) || inFlight.size >= AT_ONCE) continue;
      const sending = send(url, seq, String(row["event_id"]), Number(row["attempts"]));
      inFlight.set(
        seq,
        sending.finally(() => {
          inFlight.delete(seq);
          schedule(0);
        }),
      );
    }
    const soonest = next.get()?.["due"];
    // A row in flight stays due; its end schedules the next look.
    if (soonest != null && inFlight.size === 0) {
      schedule(Math.max(0, Number(soonest) - Date.now()));
    } else if (soonest != null) {
      schedule(Math.max(50, Number(soonest) - Date.now()));
    }
  }

  async function send(url: string, seq: number, eventId: string, attempts: number) {
    const event = store.get("event", eventId);
    const body = JSON.stringify(event, null, 2);
    const outcome = await post(url, body);
    if (closing.signal.aborted) return;
    if (outcome === undefined) {
      store.transaction(() => {
        settle.run("delivered", attempts + 1, Date.now(), seq);
        store.put("event", { ...store.get("event", eventId), pending_webhooks: 0 });
      });
      return;
    }
    const delay = RETRY_DELAYS[attempts];
    const state = delay === undefined ? "failed" : "pending";
    settle.run(state, attempts + 1, Date.now() + (delay ?? 0), seq);
    onLog(
      `${event.type} ${eventId}: ${outcome}, ${
        delay === undefined ? "given up" : `again in ${delay / 1000} s`
      }`,
    );
  }

  /** @returns undefined when it was taken, else why not */
  async function post(url: string, body: string): Promise<string | undefined> {
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/json; charset=utf-8",
          "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
          "stripe-signature": signatureOf(body, secret, Math.floor(Date.now() / 1000)),
        },
        redirect: "manual",
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `answered ${response.status}`;
    } catch (error) {
      return error instanceof Error && error.name === "TimeoutError" ? "no answer" : "unreachable";
    }
  }

  // Whoever did not answer before the restart gets a fresh start too.
  database
    .prepare("update deliveries set attempts = 0, due = ? where state = 'pending' and attempts > 0")
    .run(Date.now());
  schedule(0);
  return {
    wake: () => schedule(0),
    redeliver({ type, since }) {
      const rows = database
        .prepare(
          `select id from objects where kind = 'event' and created >= ?
           and (? is null or json_extract(json, '$.type') = ?) order by seq`,
        )
        .all(since ?? 0, type ?? null, type ?? null);
      store.transaction(() => {
        for (const row of rows) putUpAgain(store, String(row["id"]));
      });
      schedule(0);
      return rows.length;
    },
    state() {
      const counts = Object.fromEntries(
        database
          .prepare("select state, count(*) as n from deliveries group by state")
          .all()
          .map((row) => [String(row["state"]), Number(row["n"])]),
      );
      return {
        pending: counts["pending"] ?? 0,
        inFlight: inFlight.size,
        delivered: counts["delivered"] ?? 0,
        failed: counts["failed"] ?? 0,
      };
    },
    async close() {
      closing.abort();
      clearTimeout(timer);
      await Promise.allSettled(inFlight.values());
    },
  };
}

/** What never arrived starts anew; what did is sent as a further copy. */
function putUpAgain({ database }: Store, eventId: string): void {
  const now = Date.now();
  const { changes } = database
    .prepare(
      "update deliveries set state = 'pending', attempts = 0, due = ? where event_id = ? and copy = 0 and state != 'delivered'",
    )
    .run(now, eventId);
  if (Number(changes) > 0) return;
  database
    .prepare(
      `insert into deliveries (event_id, copy, attempts, due, state)
       select ?, max(copy) + 1, 0, ?, 'pending' from deliveries where event_id = ?`,
    )
    .run(eventId, now, eventId);
}

/** Stripe's scheme v1: HMAC-SHA256 of time and body (https://docs.stripe.com/webhooks/signature). */
function signatureOf(body: string, secret: string, seconds: number): string {
  const digest = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${digest}`;
}
