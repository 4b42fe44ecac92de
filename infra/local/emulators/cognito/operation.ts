import type { z } from "zod";
import type { SendMail } from "./codes.ts";
import { invalidParameter, resourceNotFound, userNotFound } from "./errors.ts";
import type { Client, Pool, User } from "./model.ts";
import type { CognitoStore } from "./store.ts";

/** What every operation works on. */
export interface Context {
  readonly store: CognitoStore;
  readonly sendMail: SendMail;
  /** The `iss` claim of a pool's tokens. */
  readonly issuer: (poolId: string) => string;
}

/** One operation of the API: input as it came over the wire, output as it goes. */
export type Operation = (context: Context, input: unknown) => Promise<object>;

/** Checks the input by its schema, then runs the handler. */
export function operation<Input>(
  schema: z.ZodType<Input>,
  handle: (context: Context, input: Input) => Promise<object> | object,
): Operation {
  return async (context, input) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw invalidParameter(`${issue?.path.join(".")}: ${issue?.message}`);
    }
    return handle(context, parsed.data);
  };
}

/** @throws CognitoError ResourceNotFoundException */
export function requirePool({ store }: Context, id: string): Pool {
  const pool = store.pool(id);
  if (!pool) throw resourceNotFound(`User pool ${id} does not exist.`);
  return pool;
}

/** @throws CognitoError ResourceNotFoundException */
export function requireClient(context: Context, id: string): { client: Client; pool: Pool } {
  const client = context.store.client(id);
  if (!client) throw resourceNotFound(`User pool client ${id} does not exist.`);
  return { client, pool: requirePool(context, client.UserPoolId) };
}

/** @throws CognitoError UserNotFoundException */
export function requireUser({ store }: Context, poolId: string, name: string): User {
  const user = store.user(poolId, name);
  if (!user) throw userNotFound();
  return user;
}

/** Stores a user with its changes, and answers it. */
export function saveUser({ store }: Context, user: User, changes: Partial<User>): User {
  const changed = { ...user, ...changes, modifiedAt: Date.now() / 1000 };
  store.putUser(changed);
  return changed;
}

/** True when a client's callers must not learn who has an account. */
export function hidesUsers(client: Client): boolean {
  return client.PreventUserExistenceErrors === "ENABLED";
}
