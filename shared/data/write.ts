import {
  ConditionalCheckFailedException,
  IdempotentParameterMismatchException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { all, attributes, type Change, type Condition, present, toUpdate } from "./expression.ts";
import { Contention, isPassing, withRetries } from "./retry.ts";
import { connection, type Item, type Key } from "./table.ts";

/**
 * One write, alone or as part of a transaction. Entities make them; `name` tells which one a
 * cancelled transaction failed on.
 */
export type Write =
  | { readonly kind: "put"; readonly name: string; readonly item: Item; readonly when?: Condition }
  | {
      readonly kind: "update";
      readonly name: string;
      readonly key: Key;
      readonly change: Change;
      readonly when?: Condition;
    }
  | {
      readonly kind: "delete";
      readonly name: string;
      readonly key: Key;
      readonly when?: Condition;
    };

/** Changes nothing; the transaction is refused where the condition does not hold. */
export interface Check {
  readonly kind: "check";
  readonly name: string;
  readonly key: Key;
  readonly when: Condition;
}

/** Empty: committed. Otherwise the names of the writes whose conditions did not hold, in order. */
export type Refusals = readonly string[];

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

function keyOf({ PK, SK }: Key): Key & Record<string, unknown> {
  return { PK, SK };
}

function toTransactItem(write: Write | Check, TableName: string): TransactItem {
  if (write.kind === "put") {
    return { Put: { TableName, Item: write.item, ...conditionOf(write.when) } };
  }
  const Key = keyOf(write.key);
  if (write.kind === "check") {
    const { when } = write;
    return {
      ConditionCheck: { TableName, Key, ConditionExpression: when.expression, ...attributes(when) },
    };
  }
  return write.kind === "update"
    ? { Update: { TableName, Key, ...updateOf(write) } }
    : { Delete: { TableName, Key, ...conditionOf(write.when) } };
}

function conditionOf(condition: Condition | undefined) {
  return condition === undefined
    ? {}
    : { ConditionExpression: condition.expression, ...attributes(condition) };
}

/** An update never creates an item: it would have no type. */
function updateOf(write: Extract<Write, { kind: "update" }>) {
  const update = toUpdate(write.change);
  const condition = all(present, write.when) ?? present;
  return {
    UpdateExpression: update.expression,
    ConditionExpression: condition.expression,
    ...attributes(update, condition),
  };
}

/**
 * Commits all writes or none: at most 100, on different items. Contention and throttling are
 * retried (see retry.ts); a repeated request with the same token has no second effect for ten
 * minutes.
 * @param token at most 36 characters; with other writes under it, the answer is the refusal "token"
 */
export async function transact(
  writes: readonly (Write | Check)[],
  options: { token?: string } = {},
): Promise<Refusals> {
  const { client, name } = connection();
  const ClientRequestToken = options.token ?? crypto.randomUUID();
  const TransactItems = writes.map((write) => toTransactItem(write, name));
  return await withRetries(async () => {
    try {
      await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
      return [];
    } catch (error) {
      // The token was used for other writes: what names them both, an order's number, is taken.
      if (error instanceof IdempotentParameterMismatchException) return ["token"];
      if (!(error instanceof TransactionCanceledException)) throw error;
      return refusals(writes, error);
    }
  });
}

function refusals(
  writes: readonly (Write | Check)[],
  error: TransactionCanceledException,
): Refusals {
  const reasons = error.CancellationReasons ?? [];
  const failed = writes.filter((_, at) => reasons[at]?.Code === "ConditionalCheckFailed");
  if (failed.length > 0) return failed.map((write) => write.name);
  if (reasons.some((reason) => isPassing(reason.Code))) {
    throw new Contention("transaction conflict", { cause: error });
  }
  throw error;
}

/** One write by itself. Gives false where its condition did not hold. */
export async function commit(write: Write): Promise<boolean> {
  const { client, name: TableName } = connection();
  return await withRetries(async () => {
    try {
      if (write.kind === "put") {
        const { item: Item, when } = write;
        await client.send(new PutCommand({ TableName, Item, ...conditionOf(when) }));
      } else if (write.kind === "update") {
        const Key = keyOf(write.key);
        await client.send(new UpdateCommand({ TableName, Key, ...updateOf(write) }));
      } else {
        const Key = keyOf(write.key);
        await client.send(new DeleteCommand({ TableName, Key, ...conditionOf(write.when) }));
      }
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  });
}
