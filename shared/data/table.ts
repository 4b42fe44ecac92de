import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
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
  const { client, name } = connection();
  const condition = toKeyCondition(wanted);
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const left = wanted.limit === undefined ? undefined : wanted.limit - items.length;
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
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start && (wanted.limit === undefined || items.length < wanted.limit));
  return items;
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
