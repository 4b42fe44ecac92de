import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AttributeValue, DynamoDBRecord, SQSEvent } from "aws-lambda";
import type { Item } from "#data/table";
import type { Actor } from "#values/roles";
import { startStripe } from "../local/stripe/index.ts";
import { CapacityMeter, type MeteredWrite, type Usage } from "./capacity.ts";
import { type CountedServices, openCountedServices, type Requests } from "./counted-services.ts";
import { stockUp } from "./goods.ts";
import { pay, TEST_ADDRESS } from "./purchase.ts";
import { openTestTable } from "./table.ts";

/** One thing that happens to an order, and everything it asked of other services. */
export interface Step extends Usage {
  readonly name: string;
  /** Of Stripe, SQS and SES, by operation. */
  readonly requests: Requests;
  /** Messages that it put on queues. */
  readonly sent: number;
}

/** The address of a shop without a domain of its own: longer than most domains. */
const STORE_URL = "https://d111111abcdef8.cloudfront.net";
const SECRET_KEY = "sk_test_metered";
const SKUS = ["0011-09", "0112-12", "0945-18"];

/** An order's whole life, from the basket to the doorstep, with what each step of it cost. */
export interface MeteredShop {
  /** @param lines one to three; `customer` is signed in, and finds the order in their account */
  order(lines: number, by: "guest" | "customer"): Promise<readonly Step[]>;
  close(): Promise<void>;
}

/**
 * A shop for the meter: the real flows, jobs and gateways in this process, one after the other, on a
 * table of their own, with Stripe's double and stand-ins that count beside them.
 */
export async function openMeteredShop(): Promise<MeteredShop> {
  const table = await openTestTable();
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-metered-"));
  const stripe = await startStripe({
    stateDir,
    webhookUrl: () => undefined,
    webhookSecret: "whsec_metered",
    secretKey: SECRET_KEY,
  });
  const services = await openCountedServices(stripe.url, SECRET_KEY);
  for (const sku of SKUS) await stockUp(sku, 100_000);
  const meter = new CapacityMeter();
  return {
    order: (lines, by) => new Order(meter, services).live(lines, by),
    async close() {
      await services.close();
      await stripe.close();
      await table.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

class Order {
  readonly #meter: CapacityMeter;
  readonly #services: CountedServices;
  readonly #steps: Step[] = [];

  constructor(meter: CapacityMeter, services: CountedServices) {
    this.#meter = meter;
    this.#services = services;
  }

  async live(lines: number, by: "guest" | "customer"): Promise<readonly Step[]> {
    const flows = await load();
    const sub = crypto.randomUUID();
    const actor: Actor = by === "guest" ? { kind: by } : { kind: "user", sub, role: "customer" };
    const cartId = flows.newCartId();
    this.#services.takeRequests();
    for (const sku of SKUS.slice(0, lines)) {
      await this.#step("cart", () => flows.setItem(cartId, sku, 2, new Date()));
    }
    const orderNumber = await this.#checkout(flows, cartId, actor);
    await this.#payment(flows, orderNumber);
    await this.#mail(flows);
    await this.#step("fulfilment", () =>
      flows.fulfil(
        orderNumber,
        {
          carrier: "DHL",
          trackingNumber: "00340434161094042557",
          trackingUrl: "https://www.dhl.de/track?piececode=00340434161094042557",
          actor: sub,
        },
        new Date(),
      ),
    );
    await this.#mail(flows);
    await this.#step("delivered", () => flows.deliver(orderNumber, "F1", sub, new Date()));
    await this.#mail(flows);
    return this.#steps;
  }

  async #checkout(flows: Flows, cartId: string, actor: Actor): Promise<string> {
    let orderNumber = "";
    await this.#step("checkout", async () => {
      const started = await flows.checkout({
        actor,
        cartId,
        idempotencyKey: crypto.randomUUID(),
        body: {
          email: "maren.holt@example.com",
          shippingAddress: TEST_ADDRESS,
          shippingMethod: "standard",
        },
        storeUrl: STORE_URL,
        now: new Date(),
      });
      ({ orderNumber } = started);
      await pay(started.paymentUrl);
    });
    return orderNumber;
  }

  async #payment(flows: Flows, orderNumber: string): Promise<void> {
    const order = await flows.getOrder(orderNumber);
    await this.#step("webhook", () =>
      flows.send("orders", {
        kind: "stripe.event",
        id: `evt_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`,
        type: "checkout.session.completed",
        created: Math.floor(Date.now() / 1000),
        orderNumber,
        ...(order?.payment.sessionId ? { sessionId: order.payment.sessionId } : {}),
      }),
    );
    await this.#step("payment job", () => this.#deliver("orders", flows.processOrder));
  }

  async #mail(flows: Flows): Promise<void> {
    await this.#step("mail", () => this.#deliver("mail", flows.sendMail));
    await this.#step("mail events", () => this.#deliver("mailEvents", flows.recordMailEvents));
  }

  /** Hands a queue's messages to its job, which must take them all. */
  async #deliver(queue: string, job: Flows["sendMail"]): Promise<void> {
    const messages = this.#services.takeMessages(queue);
    if (messages.length === 0) throw new Error(`Nothing is on the queue ${queue}.`);
    const { batchItemFailures } = await job(batch(messages));
    if (batchItemFailures.length > 0) throw new Error(`The job of ${queue} failed.`);
  }

  /** Measures a step, and the relay that tells of what it wrote. */
  async #step(name: string, work: () => Promise<unknown>): Promise<void> {
    const usage = await this.#note(name, work);
    const { relay } = await load();
    const records = usage.writes.map(toRecord);
    if (records.length === 0) return;
    await this.#note("relay", () => relay({ Records: records }));
  }

  async #note(name: string, work: () => Promise<unknown>): Promise<Usage> {
    const usage = await this.#meter.measure(work);
    const requests = this.#services.takeRequests();
    this.#steps.push({ name, ...usage, requests, sent: this.#services.takeSent() });
    return usage;
  }
}

/** After the environment is set: some of them read it when they are imported. */
async function load() {
  const [cart, checkout, fulfil, orders, queue, id] = await Promise.all([
    import("#flows/cart"),
    import("#flows/checkout"),
    import("#flows/fulfil"),
    import("#data/order"),
    import("#gateways/queue"),
    import("#values/id"),
  ]);
  const [relay, processOrder, sendMail, recordMailEvents] = await Promise.all([
    import("../../functions/jobs/relay-changes.ts"),
    import("../../functions/jobs/process-order.ts"),
    import("../../functions/jobs/send-mail.ts"),
    import("../../functions/jobs/record-mail-events.ts"),
  ]);
  return {
    setItem: cart.setItem,
    checkout: checkout.checkout,
    fulfil: fulfil.fulfil,
    deliver: fulfil.deliver,
    getOrder: orders.get,
    send: queue.send,
    newCartId: id.newCartId,
    relay: relay.handler,
    processOrder: processOrder.handler,
    sendMail: sendMail.handler,
    recordMailEvents: recordMailEvents.handler,
  };
}

type Flows = Awaited<ReturnType<typeof load>>;

function batch(messages: readonly unknown[]): SQSEvent {
  const Records = messages.map((message, at) => ({
    messageId: String(at),
    receiptHandle: "",
    body: JSON.stringify(message),
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "eu-central-1",
  }));
  return { Records };
}

function toRecord({ before, after }: MeteredWrite, at: number): DynamoDBRecord {
  return {
    eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
    dynamodb: {
      SequenceNumber: String(at),
      ...(before ? { OldImage: toAttributes(before) } : {}),
      ...(after ? { NewImage: toAttributes(after) } : {}),
    },
  };
}

function toAttributes(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toValue) };
  if (typeof value === "object" && value !== null) return { M: toAttributes({ ...value }) };
  return { NULL: true };
}
