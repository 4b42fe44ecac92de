import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Stripe from "stripe";
import { type StripeDouble, type StripeOptions, startStripe } from "./index.ts";

export const SECRET_KEY = "sk_test_parasol";
export const WEBHOOK_SECRET = "whsec_parasol";

/** A webhook endpoint that checks signatures with Stripe's own client. */
async function startReceiver() {
  const events: Stripe.Event[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const status = statuses.shift() ?? 200;
      if (status < 300) {
        const signature = String(request.headers["stripe-signature"]);
        events.push(
          Stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, WEBHOOK_SECRET),
        );
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    events,
    types: () => events.map((event) => event.type).sort(),
    /** The next requests get these statuses; after them, 200. */
    answerWith: (...next: number[]) => statuses.push(...next),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A double of its own, with a receiver of its webhooks and Stripe's client. */
export async function startShop(overrides: Partial<StripeOptions> = {}) {
  const stateDir = overrides.stateDir ?? mkdtempSync(join(tmpdir(), "parasol-stripe-"));
  const receiver = await startReceiver();
  const double = await startStripe({
    stateDir,
    webhookUrl: () => receiver.url,
    webhookSecret: WEBHOOK_SECRET,
    secretKey: SECRET_KEY,
    ...overrides,
  });
  return {
    double,
    receiver,
    stateDir,
    stripe: clientOf(double),
    async close() {
      await double.close();
      await receiver.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export function clientOf(double: Pick<StripeDouble, "url">, config: Stripe.StripeConfig = {}) {
  const { hostname, port } = new URL(double.url);
  return new Stripe(SECRET_KEY, {
    host: hostname,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** What the shop asks for: a fox and two owls by post, €76.90 in all. */
export function sessionParams(
  overrides: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  const item = (name: string, unit_amount: number, quantity: number) => ({
    quantity,
    price_data: { currency: "eur", unit_amount, product_data: { name, description: "9 cm" } },
  });
  return {
    mode: "payment",
    ui_mode: "hosted_page",
    line_items: [item("Fox", 2400, 1), item("Owl", 2400, 2)],
    shipping_options: [
      {
        shipping_rate_data: {
          display_name: "Post",
          type: "fixed_amount",
          fixed_amount: { amount: 490, currency: "eur" },
        },
      },
    ],
    customer_email: "maren.holt@example.com",
    client_reference_id: "P-261123-7K2QD",
    metadata: { orderNumber: "P-261123-7K2QD" },
    payment_intent_data: { metadata: { orderNumber: "P-261123-7K2QD" } },
    success_url: "http://shop.example/orders/P-261123-7K2QD?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://shop.example/checkout",
    ...overrides,
  };
}

/** Fills in the payment page and sends it, as a browser without script does. */
export function submitCard(session: Pick<Stripe.Checkout.Session, "url">, card: string, more = {}) {
  return fetch(session.url ?? "", {
    method: "POST",
    body: new URLSearchParams({ card, exp: "04 / 40", cvc: "123", name: "Maren Holt", ...more }),
    redirect: "manual",
  });
}

/** Resolves when every event has been delivered or given up. */
export async function untilIdle({ url }: Pick<StripeDouble, "url">): Promise<void> {
  for (;;) {
    const state: unknown = await (await fetch(`${url}/_control/state`)).json();
    if (typeof state === "object" && state !== null && Reflect.get(state, "idle") === true) return;
    await sleep(20);
  }
}

/** Steers the double. @returns the answer's JSON */
export async function control(
  { url }: Pick<StripeDouble, "url">,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}/_control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
