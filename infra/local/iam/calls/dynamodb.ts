import { ACCOUNT_ID, REGION } from "../../seams.ts";
import { isList, isObject, type Json, type JsonObject } from "../../template/json.ts";
import { type Need, type NeedsOf, need } from "./call.ts";

const onTable = new Set([
  "DeleteItem",
  "DescribeTable",
  "DescribeTimeToLive",
  "GetItem",
  "PutItem",
  "UpdateItem",
]);
const onTableOrIndex = new Set(["Query", "Scan"]);
const onEachTable = new Set(["BatchGetItem", "BatchWriteItem"]);
const onStream = new Set(["DescribeStream", "GetShardIterator", "ListStreams"]);

/** A transaction needs the permission of each item's own operation, not one of its own. */
const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

/**
 * DynamoDB and its streams. PartiQL is left out: one statement can be any action, and nothing here
 * reads SQL.
 */
export const dynamodbNeeds: NeedsOf = (operation, input) => {
  if (onTable.has(operation)) return [need(`dynamodb:${operation}`, tableArn(input["TableName"]))];
  if (onTableOrIndex.has(operation)) {
    return [need(`dynamodb:${operation}`, indexArn(input["TableName"], input["IndexName"]))];
  }
  if (onEachTable.has(operation)) {
    return Object.keys(object(input["RequestItems"])).map((table) =>
      need(`dynamodb:${operation}`, tableArn(table)),
    );
  }
  if (operation === "TransactWriteItems" || operation === "TransactGetItems") {
    return transactionNeeds(input["TransactItems"]);
  }
  if (onStream.has(operation)) {
    const stream = input["StreamArn"];
    return [need(`dynamodb:${operation}`, typeof stream === "string" ? stream : "*")];
  }
  return undefined;
};

function transactionNeeds(items: Json | undefined): readonly Need[] | undefined {
  const needs = new Map<string, Need>();
  for (const item of isList(items) ? items : []) {
    for (const [kind, request] of Object.entries(object(item))) {
      const action = transactionActions[kind];
      if (action === undefined) return undefined;
      const table = tableArn(object(request)["TableName"]);
      needs.set(`${action} ${table}`, need(`dynamodb:${action}`, table));
    }
  }
  return [...needs.values()];
}

function tableArn(table: Json | undefined): string {
  const name = String(table);
  return name.startsWith("arn:") ? name : `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${name}`;
}

function indexArn(table: Json | undefined, index: Json | undefined): string {
  return typeof index === "string" ? `${tableArn(table)}/index/${index}` : tableArn(table);
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
