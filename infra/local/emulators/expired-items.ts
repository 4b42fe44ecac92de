import { z } from "zod";
import { AwsError, callAws } from "../aws-json.ts";

const attributeSchema = z.record(z.string(), z.unknown());
const tablesSchema = z.object({ TableNames: z.array(z.string()) });
const timeToLiveSchema = z.object({
  TimeToLiveDescription: z
    .object({ TimeToLiveStatus: z.string().optional(), AttributeName: z.string().optional() })
    .optional(),
});
const tableSchema = z.object({
  Table: z.object({ KeySchema: z.array(z.object({ AttributeName: z.string() })) }),
});
const pageSchema = z.object({
  Items: z.array(attributeSchema),
  LastEvaluatedKey: attributeSchema.optional(),
});

/**
 * Deletes the items whose time to live has passed, as DynamoDB does in the background and dynoxide
 * does not. Only what is still expired at the moment of its deletion goes.
 * @param url of a DynamoDB endpoint
 * @param now seconds since 1970
 */
export async function sweepExpiredItems(url: string, now = Math.floor(Date.now() / 1000)) {
  const { TableNames } = tablesSchema.parse(await call(url, "ListTables", {}));
  for (const TableName of TableNames) {
    const { TimeToLiveDescription: setting } = timeToLiveSchema.parse(
      await call(url, "DescribeTimeToLive", { TableName }),
    );
    if (setting?.TimeToLiveStatus === "ENABLED" && setting.AttributeName) {
      await sweepTable(url, TableName, setting.AttributeName, now);
    }
  }
}

async function sweepTable(url: string, TableName: string, attribute: string, now: number) {
  const { Table } = tableSchema.parse(await call(url, "DescribeTable", { TableName }));
  const keys = Table.KeySchema.map((key) => key.AttributeName);
  const condition = {
    ExpressionAttributeNames: { "#ttl": attribute },
    ExpressionAttributeValues: { ":now": { N: String(now) }, ":zero": { N: "0" } },
  };
  let start: Record<string, unknown> | undefined;
  do {
    const page = pageSchema.parse(
      await call(url, "Scan", {
        TableName,
        FilterExpression: "#ttl < :now AND #ttl > :zero",
        ...condition,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const item of page.Items) {
      const Key = Object.fromEntries(keys.map((key) => [key, item[key]]));
      const ConditionExpression = "#ttl < :now AND #ttl > :zero";
      await call(url, "DeleteItem", { TableName, Key, ConditionExpression, ...condition }).catch(
        (error: unknown) => {
          // Prolonged in the meantime: it lives.
          if (!(error instanceof AwsError && error.code === "ConditionalCheckFailedException")) {
            throw error;
          }
        },
      );
    }
    start = page.LastEvaluatedKey;
  } while (start);
}

function call(url: string, operation: string, input: object): Promise<unknown> {
  return callAws(url, `DynamoDB_20120810.${operation}`, input);
}
