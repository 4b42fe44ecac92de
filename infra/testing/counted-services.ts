import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { listenLocally } from "../local/listen.ts";
import { readBody } from "../local/proxy/forward.ts";

/**
 * As long as Stripe's own payment pages: their address goes on behind a `#`, and the order keeps
 * all of it.
 */
const FRAGMENT = `#fidkdWxOYHwnPyd1blpxYHZxWjA0${"x".repeat(350)}`;

const sendMessage = z.object({ QueueUrl: z.string(), MessageBody: z.string() });
const sendBatch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })),
});

const sendEmail = z.object({
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })),
});

/** Requests of each kind, such as `sqs SendMessageBatch` or `stripe POST /v1/checkout/sessions`. */
export type Requests = Readonly<Record<string, number>>;

export interface CountedServices {
  /** Requests since the last time this was asked. */
  takeRequests(): Requests;
  /** How many messages went to the queues since the last time this was asked. */
  takeSent(): number;
  /** Messages on a queue since the last time this was asked. */
  takeMessages(queue: string): unknown[];
  close(): Promise<void>;
}

/**
 * SQS, SES and Secrets Manager as far as our flows need them, and a gate before Stripe's double,
 * which all count what comes. Points the SDKs of this process at them.
 * @param stripeUrl of the double; `secretKey` is the one it wants
 */
export async function openCountedServices(
  stripeUrl: string,
  secretKey: string,
): Promise<CountedServices> {
  let requests: Record<string, number> = {};
  const queues = new Map<string, unknown[]>();
  let sent = 0;
  const count = (name: string) => void (requests[name] = (requests[name] ?? 0) + 1);

  const put = (url: string, body: string): string => {
    const name = url.split("/").at(-1) ?? "";
    sent += 1;
    queues.set(name, [...(queues.get(name) ?? []), JSON.parse(body)]);
    return createHash("md5").update(body).digest("hex");
  };

  /** SES takes a mail, and tells that it did and that it arrived. */
  function take(mail: unknown): string {
    const { EmailTags } = sendEmail.parse(mail);
    const messageId = crypto.randomUUID();
    const timestamp = new Date().toISOString();
    const tags = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]]));
    const told = { mail: { messageId, timestamp, tags } };
    const queue = [{ eventType: "Send" }, { eventType: "Delivery", delivery: { timestamp } }];
    for (const event of queue) put("mailEvents", JSON.stringify({ ...event, ...told }));
    return messageId;
  }

  function answerAws(request: IncomingMessage, body: string): unknown {
    const [service, operation] = String(request.headers["x-amz-target"] ?? "").split(".");
    if (service === "secretsmanager") {
      return { SecretString: JSON.stringify({ secretKey, webhookSecret: "whsec_counted" }) };
    }
    if (service !== "AmazonSQS") {
      count("ses SendEmail");
      return { MessageId: take(JSON.parse(body)) };
    }
    count(`sqs ${operation}`);
    if (operation === "SendMessage") {
      const { QueueUrl, MessageBody } = sendMessage.parse(JSON.parse(body));
      return { MessageId: "m", MD5OfMessageBody: put(QueueUrl, MessageBody) };
    }
    const { QueueUrl, Entries } = sendBatch.parse(JSON.parse(body));
    const Successful = Entries.map(({ Id, MessageBody }) => {
      return { Id, MessageId: Id, MD5OfMessageBody: put(QueueUrl, MessageBody) };
    });
    return { Successful, Failed: [] };
  }

  async function passOn(request: IncomingMessage, body: Buffer): Promise<Response> {
    const path = request.url ?? "";
    const kind = path.replace(/\?.*/, "").replace(/\/(cs|pi|ch|evt|re)_\w+/g, "/:id");
    count(`stripe ${request.method} ${kind}`);
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    return await fetch(stripeUrl + path, {
      method: request.method ?? "GET",
      headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (request.url?.startsWith("/v1/")) {
      const answered = await passOn(request, body);
      const text = await answered.text();
      response.writeHead(answered.status, { "content-type": "application/json" });
      response.end(text.replace(/("url": ?"http[^"]+\/c\/pay\/[^"#]+)"/g, `$1${FRAGMENT}"`));
      return;
    }
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(answerAws(request, body.toString("utf8"))));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const { url, close } = await listenLocally(server, 0, "The counted services");
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: url,
    AWS_ENDPOINT_URL_SESV2: url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    STRIPE_API_URL: url,
    STRIPE_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:000000000000:secret:stripe",
    ORDERS_QUEUE_URL: `${url}/000000000000/orders`,
    MAIL_QUEUE_URL: `${url}/000000000000/mail`,
    PROJECTION_QUEUE_URL: `${url}/000000000000/projection`,
    PUBLISH_QUEUE_URL: `${url}/000000000000/publish`,
    MAIL_FROM: "Parasol <shop@example.com>",
    MAIL_CONFIGURATION_SET: "mails",
    ORDER_TOKEN_SECRET: "order-token-secret-of-the-meter",
  });
  return {
    takeRequests() {
      const taken = requests;
      requests = {};
      return taken;
    },
    takeSent() {
      const taken = sent;
      sent = 0;
      return taken;
    },
    takeMessages(queue) {
      const taken = queues.get(queue) ?? [];
      queues.delete(queue);
      return taken;
    },
    close,
  };
}
