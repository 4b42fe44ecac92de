import { createHash } from "node:crypto";
import { z } from "zod";
import { CognitoError, resourceNotFound } from "./errors.ts";
import { type Client, clientSchema, type Group, type Pool, poolSchema } from "./model.ts";
import { type Operation, operation, requirePool } from "./operation.ts";
import { newSigningKey, seconds } from "./tokens.ts";

const REGION_PREFIX = "eu-central-1_";

const poolIdSchema = z.object({ UserPoolId: z.string() });
const groupInputSchema = z.looseObject({
  UserPoolId: z.string(),
  GroupName: z.string(),
  Description: z.string().optional(),
  Precedence: z.coerce.number().optional(),
});

/**
 * Pools, clients and groups. Creating one that exists, by its name, updates and answers it, and ids
 * derive from names: the templates are deployed at every start, and everything keeps its id.
 */
export const poolOperations: Record<string, Operation> = {
  CreateUserPool: operation(z.looseObject({ PoolName: z.string() }), ({ store }, input) => {
    // Ignored, they would be missed only on AWS.
    if (Object.keys(z.looseObject({}).parse(input["LambdaConfig"] ?? {})).length > 0) {
      throw new CognitoError("UnsupportedOperationException", "Lambda triggers are not emulated.");
    }
    const Id = `${REGION_PREFIX}${derive(input.PoolName, 9)}`;
    const known = store.pool(Id);
    const own = known ?? { ...newSigningKey(), createdAt: seconds() };
    const { signingKey, keyId, createdAt } = own;
    const pool = poolSchema.parse({ ...input, Id, signingKey, keyId, createdAt });
    store.putPool(pool);
    return { UserPool: describePool(pool) };
  }),
  UpdateUserPool: operation(z.looseObject({ UserPoolId: z.string() }), (context, input) => {
    const { UserPoolId, ...changes } = input;
    context.store.putPool(poolSchema.parse({ ...requirePool(context, UserPoolId), ...changes }));
    return {};
  }),
  DescribeUserPool: operation(poolIdSchema, (context, { UserPoolId }) => ({
    UserPool: describePool(requirePool(context, UserPoolId)),
  })),
  ListUserPools: operation(z.looseObject({}), ({ store }) => ({
    UserPools: store.pools().map(({ Id, PoolName }) => ({ Id, Name: PoolName })),
  })),
  DeleteUserPool: operation(poolIdSchema, (context, { UserPoolId }) => {
    requirePool(context, UserPoolId);
    context.store.deletePool(UserPoolId);
    return {};
  }),

  CreateUserPoolClient: operation(
    z.looseObject({ UserPoolId: z.string(), ClientName: z.string() }),
    (context, input) => {
      requirePool(context, input.UserPoolId);
      const ClientId = derive(`${input.UserPoolId}/${input.ClientName}`, 26).toLowerCase();
      const client = clientSchema.parse({ ...input, ClientId });
      context.store.putClient(client);
      return { UserPoolClient: client };
    },
  ),
  UpdateUserPoolClient: operation(
    z.looseObject({ UserPoolId: z.string(), ClientId: z.string() }),
    ({ store }, input) => {
      const client = clientSchema.parse({
        ...requireStored(store.client(input.ClientId)),
        ...input,
      });
      store.putClient(client);
      return { UserPoolClient: client };
    },
  ),
  DescribeUserPoolClient: operation(
    z.object({ UserPoolId: z.string(), ClientId: z.string() }),
    ({ store }, { ClientId }) => ({ UserPoolClient: requireStored(store.client(ClientId)) }),
  ),
  ListUserPoolClients: operation(z.looseObject({ UserPoolId: z.string() }), (context, input) => ({
    UserPoolClients: context.store
      .clients(input.UserPoolId)
      .map(({ ClientId, ClientName, UserPoolId }) => ({ ClientId, ClientName, UserPoolId })),
  })),
  DeleteUserPoolClient: operation(z.object({ ClientId: z.string() }), ({ store }, { ClientId }) => {
    store.deleteClient(ClientId);
    return {};
  }),

  CreateGroup: operation(groupInputSchema, (context, input) => {
    requirePool(context, input.UserPoolId);
    if (context.store.group(input.UserPoolId, input.GroupName)) {
      throw new CognitoError(
        "GroupExistsException",
        "A group with the name already exists in the user pool.",
      );
    }
    const group: Group = { ...input, createdAt: seconds() };
    context.store.putGroup(group);
    return { Group: describeGroup(group) };
  }),
  UpdateGroup: operation(groupInputSchema, ({ store }, input) => {
    const known = requireStored(store.group(input.UserPoolId, input.GroupName));
    const group = { ...known, ...input };
    store.putGroup(group);
    return { Group: describeGroup(group) };
  }),
  GetGroup: operation(groupInputSchema, ({ store }, { UserPoolId, GroupName }) => ({
    Group: describeGroup(requireStored(store.group(UserPoolId, GroupName))),
  })),
  ListGroups: operation(z.looseObject({ UserPoolId: z.string() }), ({ store }, { UserPoolId }) => ({
    Groups: store.groups(UserPoolId).map(describeGroup),
  })),
  DeleteGroup: operation(groupInputSchema, ({ store }, { UserPoolId, GroupName }) => {
    store.deleteGroup(UserPoolId, GroupName);
    return {};
  }),
};

/** A group as the API shows it. */
export function describeGroup({ createdAt, ...group }: Group): object {
  return { ...group, CreationDate: createdAt, LastModifiedDate: createdAt };
}

function describePool({ signingKey: _key, keyId: _id, createdAt, ...pool }: Pool): object {
  const Arn = `arn:aws:cognito-idp:eu-central-1:000000000000:userpool/${pool.Id}`;
  return {
    ...pool,
    Name: pool.PoolName,
    Arn,
    Status: "Enabled",
    CreationDate: createdAt,
    LastModifiedDate: createdAt,
  };
}

function requireStored<Stored extends Client | Group>(stored: Stored | undefined): Stored {
  if (stored === undefined) throw resourceNotFound("The resource does not exist.");
  return stored;
}

/** Letters and digits, always the same for the same name. */
function derive(name: string, length: number): string {
  const digits = BigInt(`0x${createHash("sha256").update(name).digest("hex")}`).toString(36);
  return digits.slice(0, length);
}
