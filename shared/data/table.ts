import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { environment } from "#values/environment";
import { attributes, type Condition } from "./expression.ts";
import { Contention, withRetries } from "./retry.ts";

export type Item = Record<string, unknown>;

export interface Key {
  readonly PK: string;
  readonly SK: string;
}

interface Connection {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
}

let opened: Connection | undefined;

/** Opened at first use, not at import: pages and tests import entities for their types and mocks. */
export function connection(): Connection {
  opened ??= {
    name: environment({ TABLE_NAME: z.string().min(1) }).TABLE_NAME,
    client: DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 3 }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
  };
  return opened;
}

/** One item, or undefined. Consistent unless told otherwise: most reads precede a write. */
export async function get(
  key: Key,
  options: { consistent?: boolean } = {},
): Promise<Item | undefined> {
  const { client, name } = connection();
  return await withRetries(async () => {
    const answer = await client.send(
      new GetCommand({
        TableName: name,
        Key: { PK: key.PK, SK: key.SK },
        ConsistentRead: options.consistent ?? true,
      }),
    );
    return answer.Item;
  });
}

/** The most that one BatchGetItem takes. */
const READ_BATCH = 100;

/** Many items in any order; missing ones are left out. */
export async function getMany(
  keys: readonly Key[],
  options: { consistent?: boolean } = {},
): Promise<Item[]> {
  const unique = [...new Map(keys.map((key) => [`${key.PK}\n${key.SK}`, key])).values()];
  const batches = await Promise.all(
    chunks(unique, READ_BATCH).map((some) => getBatch(some, options.consistent ?? true)),
  );
  return batches.flat();
}

async function getBatch(keys: readonly Key[], consistent: boolean): Promise<Item[]> {
  const { client, name } = connection();
  const found: Item[] = [];
  let left: Record<string, unknown>[] = keys.map(({ PK, SK }) => ({ PK, SK }));
  await withRetries(async () => {
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: left, ConsistentRead: consistent } } }),
    );
    found.push(...(answer.Responses?.[name] ?? []));
    left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
    if (left.length > 0) throw new Contention("DynamoDB left keys unread");
  });
  return found;
}

export interface Query {
  readonly index?: "GSI1" | "GSI2";
  readonly partition: string;
  /** Sort keys that begin like this, or that lie after `from` or before `to` (both included). */
  readonly prefix?: string;
  readonly from?: string;
  readonly to?: string;
  readonly newestFirst?: boolean;
  /** The most items to read; without it, all. */
  readonly limit?: number;
  /** Strongly consistent; not possible on an index. */
  readonly consistent?: boolean;
}

/** All items of a partition that match, page after page. GSI2 holds keys only. */
export async function query(wanted: Query): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await queryPage(wanted, start, items.length);
    items.push(...page.items);
    start = page.next;
  } while (start && (wanted.limit === undefined || items.length < wanted.limit));
  return items;
}

/** A stretch of a long list, and where the next one begins. */
export interface Page {
  readonly items: readonly Item[];
  readonly next: Item | undefined;
}

/** One answer to a query, 1 MB at most, for lists that are too long to be held whole. */
export async function queryPage(wanted: Query, start?: Item, had = 0): Promise<Page> {
  const { client, name } = connection();
  const condition = toKeyCondition(wanted);
  const left = wanted.limit === undefined ? undefined : wanted.limit - had;
  const answer = await withRetries(() =>
    client.send(
      new QueryCommand({
        TableName: name,
        ...(wanted.index ? { IndexName: wanted.index } : {}),
        KeyConditionExpression: condition.expression,
        ...attributes(condition),
        ScanIndexForward: !wanted.newestFirst,
        ConsistentRead: wanted.consistent ?? false,
        ...(left === undefined ? {} : { Limit: left }),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    ),
  );
  return { items: answer.Items ?? [], next: answer.LastEvaluatedKey };
}

/**
 * One answer to a scan of the whole table, 1 MB of it at most, whose items are of these types. Asks
 * for a grant of its own (`scansTable`); everything else finds what it needs by keys and indexes.
 */
export async function scanPage(types: readonly string[], start?: Item): Promise<Page> {
  const { client, name } = connection();
  const values = Object.fromEntries(types.map((type, at) => [`type_${at}`, type]));
  const list = Object.keys(values).map((value) => `:${value}`);
  const condition = { expression: `#type IN (${list.join(", ")})`, values };
  const answer = await withRetries(() =>
    client.send(
      new ScanCommand({
        TableName: name,
        FilterExpression: condition.expression,
        ...attributes(condition),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    ),
  );
  return { items: answer.Items ?? [], next: answer.LastEvaluatedKey };
}

function toKeyCondition(wanted: Query): Condition {
  const [pk, sk] = wanted.index ? [`#${wanted.index}PK`, `#${wanted.index}SK`] : ["#PK", "#SK"];
  const { partition, prefix, from, to } = wanted;
  const sort =
    prefix !== undefined
      ? `begins_with(${sk}, :prefix)`
      : from !== undefined && to !== undefined
        ? `${sk} BETWEEN :from AND :to`
        : from !== undefined
          ? `${sk} >= :from`
          : to !== undefined
            ? `${sk} <= :to`
            : undefined;
  const values = Object.entries({ partition, prefix, from, to }).filter(([, v]) => v !== undefined);
  return {
    expression: sort ? `${pk} = :partition AND ${sort}` : `${pk} = :partition`,
    values: Object.fromEntries(values),
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
