import type { AttributeValue, DynamoDBRecord } from "aws-lambda";
import { z } from "zod";
import type { QueueName } from "#contracts/endpoint";
import { REFUND_ALARM } from "#contracts/jobs";
import {
  type MailMessage,
  type ProjectionMessage,
  type PublishMessage,
  projectedType,
  type QueueMessages,
  REFUND_REQUESTED,
  type RefundMessage,
} from "#contracts/messages";
import * as Orders from "#data/order";
import * as Outbox from "#data/outbox";
import * as Stocks from "#data/stock";
import { failedNow } from "#domain/refund-debt";
import { looksDifferent } from "#domain/stock";
import { lowStockNotices, type StockChange } from "#flows/low-stock";
import { restockNotices } from "#flows/restock-notice";
import * as Queue from "#gateways/queue";
import { onChanges } from "#kit/job";

type Image = Readonly<Record<string, unknown>>;

interface Change {
  readonly kind: "INSERT" | "MODIFY" | "REMOVE";
  readonly before: Image | undefined;
  readonly after: Image | undefined;
}

/** One message and the record that it tells of. */
interface Outgoing<Message> {
  readonly at: number;
  readonly message: Message;
}

/**
 * Sends what happened to the table on to the queues: outbox events become mails and refunds, stock
 * that has run low or come back a mail to staff or to who waits, changed items become rows, and
 * products and shelves are published again, once for each batch. A refund that failed raises the
 * alarm. Sent again after a failure, all of it is harmless: mails and refunds are keyed, rows have
 * versions, pages are just rendered.
 */
export const handler = onChanges(async (records, now) => {
  const changes = records.map(toChange);
  const stock = toStock(changes);
  collect(changes, tellFailedRefunds);
  const outcomes = await Promise.all([
    send("mail", collect(changes, toMail)),
    tell("low stock", stock, lowStockNotices),
    tell("restock", stock, (some) => restockNotices(some, now)),
    send("orders", collect(changes, toRefund)),
    send("projection", collect(changes, toProjection)),
    send("publish", toPublish(changes, unseen(stock))),
  ]);
  const failed = outcomes.filter((at) => at !== undefined);
  return failed.length === 0 ? undefined : records[Math.min(...failed)]?.dynamodb?.SequenceNumber;
});

function toChange({ eventName, dynamodb }: DynamoDBRecord): Change {
  return {
    kind: eventName ?? "MODIFY",
    before: dynamodb?.OldImage && toImage(dynamodb.OldImage),
    after: dynamodb?.NewImage && toImage(dynamodb.NewImage),
  };
}

function toImage(attributes: Record<string, AttributeValue>): Image {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, toValue(value)]),
  );
}

/** Items hold text, numbers, booleans, null, lists and maps; nothing else is ever written. */
function toValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(toValue);
  if (value.M !== undefined) return toImage(value.M);
  return null;
}

/** A record that cannot be read is left behind with a line in the log: it must not stop the rest. */
function collect<Message>(
  changes: readonly Change[],
  toMessage: (change: Change) => Message | undefined,
): Outgoing<Message>[] {
  return changes.flatMap((change, at) => {
    try {
      const message = toMessage(change);
      return message === undefined ? [] : [{ at, message }];
    } catch (error) {
      const { PK, type } = change.after ?? change.before ?? {};
      console.error(
        JSON.stringify({ level: "error", what: "relay", PK, type, error: String(error) }),
      );
      return [];
    }
  });
}

/** Gives the index of the first record whose message the queue refused. */
async function send<Name extends QueueName>(
  queue: Name,
  outgoing: readonly Outgoing<QueueMessages[Name]>[],
): Promise<number | undefined> {
  const messages = outgoing.map((one) => one.message);
  const refused = await Queue.sendAll(queue, messages);
  return refused === undefined ? undefined : outgoing[refused]?.at;
}

/** The outbox keeps the event until it is delivered, so only its beginning is told. */
function toEvent({ kind, after }: Change): Outbox.OutboxEvent | undefined {
  return kind === "INSERT" && after?.["type"] === "Outbox" ? Outbox.parse(after) : undefined;
}

function toMail(change: Change): MailMessage | undefined {
  const event = toEvent(change);
  if (event === undefined || event.kind === REFUND_REQUESTED) return undefined;
  const message = Outbox.toMail(event);
  if (message === undefined) throw new Error(`Nobody delivers events of the kind ${event.kind}.`);
  return message;
}

function toRefund(change: Change): RefundMessage | undefined {
  const event = toEvent(change);
  return event && Outbox.toRefund(event);
}

/** Somebody has to look: the shopper waits for money that does not come. */
function tellFailedRefunds({ before, after }: Change): void {
  if (after?.["type"] !== "Order") return;
  const order = Orders.parse(after);
  for (const { id, amount, failure } of failedNow(before && Orders.parse(before), order)) {
    const { orderNumber } = order;
    const line = { level: "error", what: REFUND_ALARM, orderNumber, id, amount, failure };
    console.error(JSON.stringify(line));
  }
}

/** Where the table cannot be asked, the stream is read again from the first change of stock. */
async function tell(
  what: string,
  stock: readonly StockChange[],
  noticesOf: (stock: readonly StockChange[]) => Promise<Outgoing<MailMessage>[]>,
): Promise<number | undefined> {
  try {
    return await send("mail", await noticesOf(stock));
  } catch (error) {
    console.error(JSON.stringify({ level: "error", what, error: String(error) }));
    return stock[0]?.at;
  }
}

function toStock(changes: readonly Change[]): StockChange[] {
  const found = collect(changes, ({ before, after }) =>
    after?.["type"] === "Stock"
      ? { before: before && Stocks.parse(before), after: Stocks.parse(after) }
      : undefined,
  );
  return found.map(({ at, message }) => ({ at, ...message }));
}

const projected = z.object({
  type: projectedType,
  PK: z.string(),
  SK: z.string(),
  version: z.int(),
});

function toProjection({ before, after }: Change): ProjectionMessage | undefined {
  const image = after ?? before;
  if (!projectedType.safeParse(image?.["type"]).success) return undefined;
  const { type, PK, SK, version } = projected.parse(image);
  const key = { PK, SK };
  return after
    ? { type, key, version, image: after }
    : { type, key, version, image: null, ...(before ? { oldImage: before } : {}) };
}

const text = z.string().optional().catch(undefined);
const shown = z.object({ type: text, id: text, slug: text, category: text, productId: text });

/** Sales of what there is plenty of, and everything that staff alone see: pages stay as they are. */
function unseen(stock: readonly StockChange[]): ReadonlySet<number> {
  const same = stock.filter(({ before, after }) => before && !looksDifferent(before, after));
  return new Set(same.map(({ at }) => at));
}

/**
 * One message for the whole batch: the shelves a product left or joined are shown anew too.
 * @param left indices of changes that show on no page
 */
function toPublish(
  changes: readonly Change[],
  left: ReadonlySet<number>,
): Outgoing<PublishMessage>[] {
  const productIds = new Set<string>();
  const categories = new Set<string>();
  const productSlugs = new Set<string>();
  let everything = false;
  let first: number | undefined;
  changes.forEach(({ before, after }, at) => {
    if (left.has(at)) return;
    const images = [before, after].flatMap((image) => (image ? [shown.parse(image)] : []));
    for (const { type, id, slug, category, productId } of images) {
      if (type === "Product" && id) productIds.add(id);
      if (type === "Product" && category) categories.add(category);
      if (type === "Product" && slug) productSlugs.add(slug);
      if (type === "Stock" && productId) productIds.add(productId);
      if (type === "Category" && slug) categories.add(slug);
      // Every page says what delivery and tax are.
      if (type === "Settings") everything = true;
    }
    if (everything || productIds.size + categories.size > 0) first ??= at;
  });
  if (first === undefined) return [];
  return [
    {
      at: first,
      message: {
        productIds: [...productIds],
        categories: [...categories],
        productSlugs: [...productSlugs],
        ...(everything ? { everything } : {}),
      },
    },
  ];
}
