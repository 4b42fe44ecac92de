import { z } from "zod";
import { AwsError, callAws } from "../../aws-json.ts";
import type { ResourceGraph } from "../../template/graph.ts";
import type { Json, JsonObject } from "../../template/json.ts";
import { Refused } from "../../template/refused.ts";
import type { Resource } from "../../template/resource.ts";
import type { LocalWorld } from "../local-world.ts";

const createdPool = z.object({ UserPool: z.object({ Id: z.string() }) });
const createdClient = z.object({
  UserPoolClient: z.object({ ClientId: z.string(), ClientSecret: z.string().optional() }),
});

type Call = (operation: string, input: object) => Promise<unknown>;

/** Creates user pools, their clients and groups; ids are the emulator's, and kept. */
export async function createUserPools(graph: ResourceGraph, world: LocalWorld): Promise<void> {
  const pools = graph.ofType("AWS::Cognito::UserPool");
  if (pools.length === 0) return;
  const call: Call = (operation, input) =>
    callAws(world.emulators.cognito.url, `AWSCognitoIdentityProviderService.${operation}`, input);
  for (const pool of pools) await createPool(pool, world, call);
  for (const client of graph.ofType("AWS::Cognito::UserPoolClient")) {
    await createClient(client, world, call);
  }
  for (const group of graph.ofType("AWS::Cognito::UserPoolGroup")) {
    const { GroupName = graph.ref(group), ...properties } = group.properties();
    await unless("GroupExistsException", () => call("CreateGroup", { GroupName, ...properties }));
  }
}

async function createPool(pool: Resource, world: LocalWorld, call: Call): Promise<void> {
  const {
    LambdaConfig,
    UserPoolName = pool.name("UserPoolName"),
    Schema,
    ...rest
  } = pool.properties();
  if (LambdaConfig !== undefined && Object.keys(LambdaConfig ?? {}).length > 0) {
    throw new Refused(`${pool.cdkPath} has triggers, which the local Cognito does not call.`);
  }
  const input = {
    ...withoutServerSide(rest),
    PoolName: UserPoolName,
    ...(Schema !== undefined && { Schema }),
  };
  const id = world.kept(pool, "Id");
  const exists =
    id !== undefined && (await has(() => call("DescribeUserPool", { UserPoolId: id })));
  if (!exists) {
    const created = createdPool.parse(await call("CreateUserPool", input));
    world.assign(pool, "Id", created.UserPool.Id);
  } else if (world.kept(pool, "Properties") !== JSON.stringify(input)) {
    const { PoolName: _, Schema: __, ...changeable } = input;
    await call("UpdateUserPool", { UserPoolId: id, ...changeable });
  }
  world.assign(pool, "Properties", JSON.stringify(input));
}

async function createClient(client: Resource, world: LocalWorld, call: Call): Promise<void> {
  const { ClientName = client.name("ClientName"), ...rest } = client.properties();
  const input: JsonObject = { ClientName, ...rest };
  const id = world.kept(client, "Id");
  const identity = { UserPoolId: input["UserPoolId"] ?? null, ClientId: id ?? null };
  const exists = id !== undefined && (await has(() => call("DescribeUserPoolClient", identity)));
  if (!exists) {
    const created = createdClient.parse(await call("CreateUserPoolClient", input)).UserPoolClient;
    world.assign(client, "Id", created.ClientId);
    if (created.ClientSecret !== undefined) {
      world.assign(client, "ClientSecret", created.ClientSecret);
    }
  } else if (world.kept(client, "Properties") !== JSON.stringify(input)) {
    const { GenerateSecret: _, ...changeable } = input;
    await call("UpdateUserPoolClient", { ...changeable, ...identity });
  }
  world.assign(client, "Properties", JSON.stringify(input));
}

/** Members that only AWS has a use for, or that name roles which send its text messages. */
function withoutServerSide(properties: Readonly<Record<string, Json>>): Record<string, Json> {
  const {
    SmsConfiguration: _,
    UserPoolTags: __,
    UserPoolAddOns: ___,
    EmailConfiguration: ____,
    EnabledMfas: _____,
    UserPoolTier: ______,
    ...rest
  } = properties;
  return rest;
}

async function has(describe: () => Promise<unknown>): Promise<boolean> {
  return (await unless("ResourceNotFoundException", describe)) !== undefined;
}

/** Runs a call whose refusal with this code is an answer too: then undefined. */
async function unless(code: string, call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsError && error.code === code) return undefined;
    throw error;
  }
}
