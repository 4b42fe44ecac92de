import { z } from "zod";
import { AwsError, callAws } from "../../aws-json.ts";
import type { ResourceGraph } from "../../template/graph.ts";
import { Refused } from "../../template/refused.ts";
import type { Resource } from "../../template/resource.ts";
import type { LocalWorld } from "../local-world.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const indexSchema = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.string().optional(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
const tableSchema = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(indexSchema).optional(),
  LocalSecondaryIndexes: z.array(indexSchema).optional(),
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.boolean() })
    .optional(),
});
const describedSchema = z.object({
  Table: z.object({
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z
      .array(z.object({ IndexName: z.string(), KeySchema: keySchema }))
      .default([]),
    LatestStreamArn: z.string().optional(),
  }),
});

type Table = z.infer<typeof tableSchema>;
type Described = z.infer<typeof describedSchema>["Table"];

/** Creates the tables that do not exist yet, with indexes, stream and TTL. */
export async function createTables(graph: ResourceGraph, world: LocalWorld): Promise<void> {
  const resources = graph.ofType("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable");
  for (const resource of resources) await createTable(resource, graph.ref(resource), world);
}

async function createTable(resource: Resource, name: string, world: LocalWorld): Promise<void> {
  const call = (operation: string, input: object): Promise<unknown> =>
    callAws(world.emulators.dynamodb.url, `DynamoDB_20120810.${operation}`, {
      TableName: name,
      ...input,
    });
  const wanted = tableSchema.parse(resource.properties());
  const before = await describe(call);
  if (before === undefined) await call("CreateTable", creation(wanted));
  else await adapt(resource, wanted, before, call);
  const table = before ?? (await describe(call));
  if (table?.LatestStreamArn !== undefined) {
    world.assign(resource, "StreamArn", table.LatestStreamArn);
  }
  const ttl = wanted.TimeToLiveSpecification;
  if (before === undefined && ttl?.Enabled === true) {
    await call("UpdateTimeToLive", { TimeToLiveSpecification: ttl });
  }
}

type Call = (operation: string, input: object) => Promise<unknown>;

function creation({ TimeToLiveSpecification: _, StreamSpecification, ...table }: Table): object {
  return {
    ...table,
    BillingMode: "PAY_PER_REQUEST",
    ...(StreamSpecification !== undefined && {
      StreamSpecification: { StreamEnabled: true, ...StreamSpecification },
    }),
  };
}

/** Adds indexes that a newer template has; what else changed would need a new table. */
async function adapt(resource: Resource, wanted: Table, has: Described, call: Call): Promise<void> {
  const changed =
    JSON.stringify(wanted.KeySchema) !== JSON.stringify(has.KeySchema) ||
    has.GlobalSecondaryIndexes.some(({ IndexName, KeySchema }) => {
      const same = wanted.GlobalSecondaryIndexes?.find((index) => index.IndexName === IndexName);
      return same !== undefined && JSON.stringify(same.KeySchema) !== JSON.stringify(KeySchema);
    });
  if (changed) {
    throw new Refused(`${resource.cdkPath} has other keys than the stored table: npm run reset.`);
  }
  for (const index of wanted.GlobalSecondaryIndexes ?? []) {
    if (has.GlobalSecondaryIndexes.some(({ IndexName }) => IndexName === index.IndexName)) continue;
    await call("UpdateTable", {
      AttributeDefinitions: wanted.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
  }
}

async function describe(call: Call): Promise<Described | undefined> {
  try {
    return describedSchema.parse(await call("DescribeTable", {})).Table;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
