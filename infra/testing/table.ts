import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startDynamodb } from "../local/emulators/dynamodb.ts";

const NAME = "test";
const ATTRIBUTES = ["PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK"];

/**
 * An empty table of the shop's shape, in a DynamoDB process of its own, for tests of data and flows.
 * Points the SDK of this process at it.
 * @returns how to end it
 */
export async function openTestTable(): Promise<{ close(): Promise<void> }> {
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-table-"));
  const database = await startDynamodb(stateDir);
  Object.assign(process.env, {
    TABLE_NAME: NAME,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_DYNAMODB: database.emulator.url,
  });
  await createTable(database.emulator.url);
  return {
    async close() {
      await database.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint });
  const keys = (prefix: string) => [
    { AttributeName: `${prefix}PK`, KeyType: "HASH" as const },
    { AttributeName: `${prefix}SK`, KeyType: "RANGE" as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: NAME,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ATTRIBUTES.map((AttributeName) => ({
        AttributeName,
        AttributeType: "S" as const,
      })),
      KeySchema: keys(""),
      GlobalSecondaryIndexes: [
        { IndexName: "GSI1", KeySchema: keys("GSI1"), Projection: { ProjectionType: "ALL" } },
        { IndexName: "GSI2", KeySchema: keys("GSI2"), Projection: { ProjectionType: "KEYS_ONLY" } },
      ],
      // As in the cloud: each write leaves a stream record, which costs the emulator time.
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  client.destroy();
}
