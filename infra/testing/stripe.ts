import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Stripe from "stripe";
import { z } from "zod";
import type { StripeEventMessage } from "#contracts/messages";
import { verifyEvent } from "#gateways/stripe-events";
import { type Listening, listenLocally } from "../local/listen.ts";
import { startStripe } from "../local/stripe/index.ts";

const state = z.object({ idle: z.boolean() });

const SECRET_KEY = "sk_test_parasol";
export const WEBHOOK_SECRET = "whsec_parasol";

/**
 * Stripe's double for tests of flows, over HTTP and through the true gateways: points this process
 * at it. Its webhooks go nowhere unless a test delivers them.
 */
export interface TestStripe {
  /** Stripe's own client. */
  readonly client: Stripe;
  /** Submits a card on a payment page. Gives the page's status. */
  pay(url: string | null | undefined, card?: string): Promise<number>;
  /** Steers the double (`/_control`). */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /**
   * What the webhook would queue for an order's events so far, oldest first.
   * @param types only these, in this order
   */
  messages(orderNumber: string, ...types: string[]): Promise<StripeEventMessage[]>;
  /** Moves the double's clock on, and lets happen what was due. */
  pass(minutes: number): Promise<void>;
  /** By the double's clock. */
  now(): Date;
  /** Resolves when every event has been delivered or given up. */
  idle(): Promise<void>;
  /** What Secrets Manager says from now on; the double goes on signing with its own. */
  setWebhookSecret(secret: string): void;
  close(): Promise<void>;
}

/** @param webhookUrl where events go; without it, a test delivers what `messages` gives */
export async function openStripe({
  webhookUrl = () => undefined,
}: {
  webhookUrl?: () => string | undefined;
} = {}): Promise<TestStripe> {
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-stripe-"));
  let ahead = 0;
  const double = await startStripe({
    stateDir,
    webhookUrl,
    webhookSecret: WEBHOOK_SECRET,
    secretKey: SECRET_KEY,
    now: () => Date.now() + ahead,
  });
  const secrets = await openSecrets();
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    STRIPE_SECRET_ARN: `arn:aws:secretsmanager:eu-central-1:000000000000:secret:${stateDir}`,
    STRIPE_API_URL: double.url,
  });
  const { hostname, port } = new URL(double.url);
  const client = new Stripe(SECRET_KEY, {
    host: hostname,
    port,
    protocol: "http",
    telemetry: false,
  });
  return {
    client,
    async pay(url, card = "4242 4242 4242 4242") {
      const answer = await fetch(url ?? "", {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ card, exp: "12 / 40", cvc: "123", name: "Maren Holt" }),
      });
      return answer.status;
    },
    async control(method, path, body) {
      const answer = await fetch(`${double.url}/_control${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return text === "" ? undefined : JSON.parse(text);
    },
    async messages(orderNumber, ...types) {
      const events = await client.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
      const near = events.toReversed().filter((one) => JSON.stringify(one).includes(orderNumber));
      const messages = await Promise.all(near.map(asMessage));
      const own = messages.filter((one) => one.orderNumber === orderNumber);
      if (types.length === 0) return own;
      return types.flatMap((type) => own.filter((one) => one.type === type));
    },
    async pass(minutes) {
      ahead += minutes * 60_000;
      await client.events.list();
    },
    now: () => new Date(Date.now() + ahead),
    async idle() {
      for (;;) {
        const { idle } = state.parse(await (await fetch(`${double.url}/_control/state`)).json());
        if (idle) return;
        await sleep(20);
      }
    },
    setWebhookSecret(secret) {
      secrets.value = secret;
    },
    async close() {
      await double.close();
      await secrets.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/** Through the door that webhooks come in by. */
async function asMessage(event: Stripe.Event): Promise<StripeEventMessage> {
  const payload = JSON.stringify(event);
  const header = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret: WEBHOOK_SECRET,
  });
  const message = await verifyEvent(payload, header, () => true);
  if (message === undefined) throw new Error("An event of every type concerns this test.");
  return message;
}

/** As much of Secrets Manager as the gateway asks for. */
async function openSecrets(): Promise<Listening & { value: string }> {
  const secrets = { value: WEBHOOK_SECRET };
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader("content-type", "application/x-amz-json-1.1");
    const SecretString = JSON.stringify({ secretKey: SECRET_KEY, webhookSecret: secrets.value });
    response.end(JSON.stringify({ SecretString }));
  });
  return Object.assign(secrets, await listenLocally(server, 0, "Secrets Manager"));
}
