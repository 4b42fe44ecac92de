import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { HttpEmulator } from "../seams.ts";
import { startDynamodb } from "./dynamodb.ts";
import { sweepExpiredItems } from "./expired-items.ts";
import type { Running } from "./running.ts";

const stateDir = mkdtempSync(join(tmpdir(), "parasol-dynamodb-"));
const TableName = "shop";
let dynamodb: Running<HttpEmulator>;
let client: DynamoDBClient;

beforeAll(async () => {
  dynamodb = await startDynamodb(stateDir);
  client = new DynamoDBClient({
    endpoint: dynamodb.emulator.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    }),
  );
  const TimeToLiveSpecification = { Enabled: true, AttributeName: "expiresAt" };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
});
afterAll(async () => {
  await dynamodb.close();
  rmSync(stateDir, { recursive: true, force: true });
});
afterEach(() => {
  delete process.env["PARASOL_DYNAMODB_ENDPOINT"];
});

const put = (pk: string, expiresAt?: number) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: { pk: { S: pk }, ...(expiresAt ? { expiresAt: { N: String(expiresAt) } } : {}) },
    }),
  );

async function keys(): Promise<string[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  return Items.map((item) => String(item["pk"]?.S)).toSorted();
}

describe("DynamoDB", () => {
  it("deletes what has expired, and nothing else", async () => {
    await put("expired", 1_000);
    await put("alive", 3_000);
    await put("forever");
    await sweepExpiredItems(dynamodb.emulator.url, 2_000);
    expect(await keys()).toEqual(["alive", "forever"]);
  });

  it("gives way to an endpoint that the environment names", async () => {
    process.env["PARASOL_DYNAMODB_ENDPOINT"] = "http://127.0.0.1:8000/";
    const given = await startDynamodb(stateDir);
    expect(given.emulator.url).toBe("http://127.0.0.1:8000");
    await given.close();
  });
});
