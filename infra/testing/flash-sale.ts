import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./client.ts";
import { TEST_ADDRESS } from "./purchase.ts";
import type { Siege } from "./siege.ts";

/** A browser opens no more to one host than a few; a crowd's requests come as the machine can send them. */
const AT_ONCE = 48;
/** Who was told to come back later does, so often. */
const PATIENCE = 30;

export interface FlashSale {
  readonly sku: string;
  /** Last answers of the buyers, by status and code. */
  readonly answers: Readonly<Record<string, number>>;
  /** How often somebody was told to come back in a moment. */
  readonly sentBack: number;
  /** From the first checkout to the last answer. */
  readonly seconds: number;
  /** The longest that one buyer waited for an answer. */
  readonly slowestSeconds: number;
}

/** So many buyers, each with one piece of the same SKU in the basket, all check out at once. */
export async function holdFlashSale(
  siege: Siege,
  { buyers, pieces, shards }: { buyers: number; pieces: number; shards: number },
): Promise<FlashSale> {
  const { apiUrl } = siege.addresses;
  const sku = await siege.stockUp(pieces);
  if (shards > 1) {
    const staff = await siege.staff();
    const answer = await staff.put(`/admin/inventory/${sku}/policy`, { shards });
    if (answer.status !== 200) throw new Error(`No shards: ${answer.text}`);
  }
  const crowd = await gather(apiUrl, buyers);
  await act(crowd, (buyer) => buyer.send("PUT", `/cart/items/${sku}`, { quantity: 1 }));

  const answers: Record<string, number> = {};
  let sentBack = 0;
  let slowest = 0;
  const began = performance.now();
  await act(
    crowd,
    async (buyer) => {
      const started = performance.now();
      const answer = await buyer.send("POST", "/checkout", CHECKOUT);
      slowest = Math.max(slowest, performance.now() - started);
      return answer;
    },
    (answer) => {
      const told = `${answer.status} ${answer.body?.error?.code ?? ""}`.trim();
      answers[told] = (answers[told] ?? 0) + 1;
    },
    () => {
      sentBack += 1;
    },
  );
  const seconds = (performance.now() - began) / 1_000;
  return { sku, answers, sentBack, seconds, slowestSeconds: slowest / 1_000 };
}

const CHECKOUT = {
  email: "flash@example.com",
  shippingAddress: TEST_ADDRESS,
  shippingMethod: "standard",
};

type Answer = Awaited<ReturnType<Client["get"]>>;

interface Buyer {
  send(method: string, path: string, body: object): Promise<Answer>;
}

/** Buyers with a basket each. One token is as good as a thousand: it says nothing about who sends it. */
async function gather(apiUrl: string, count: number): Promise<Buyer[]> {
  const first = new Client(apiUrl);
  const { body } = await first.get("/auth/session");
  const csrf = String(body.data.csrfToken);
  return Array.from({ length: count }, () => {
    const client = new Client(apiUrl);
    client.cookies.set("__Host-csrf", first.cookies.get("__Host-csrf") ?? "");
    const headers = { "x-csrf-token": csrf, "idempotency-key": crypto.randomUUID() };
    return {
      send: (method, path, sent) => client.send(method, path, sent, { headers, withoutCsrf: true }),
    };
  });
}

/** Everybody does it; whoever is told to come back later does, after as long as they were told. */
async function act(
  crowd: readonly Buyer[],
  ask: (buyer: Buyer) => Promise<Answer>,
  told: (answer: Answer) => void = () => undefined,
  sentBack: () => void = () => undefined,
): Promise<void> {
  const waiting = [...crowd];
  async function politely(buyer: Buyer): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const answer = await ask(buyer);
      if ((answer.status !== 429 && answer.status !== 503) || tries === PATIENCE) return answer;
      sentBack();
      const seconds = Number(answer.headers.get("retry-after") ?? 1);
      await sleep(seconds * 1_000 * (1 + Math.random()));
    }
  }
  const lines = Array.from({ length: AT_ONCE }, async () => {
    for (let buyer = waiting.pop(); buyer !== undefined; buyer = waiting.pop()) {
      told(await politely(buyer));
    }
  });
  await Promise.all(lines);
}
