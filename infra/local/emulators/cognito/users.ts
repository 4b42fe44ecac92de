import { randomUUID } from "node:crypto";
import { z } from "zod";
import { CognitoError, invalidParameter, resourceNotFound } from "./errors.ts";
import type { Pool, User } from "./model.ts";
import {
  type Context,
  type Operation,
  operation,
  requirePool,
  requireUser,
  saveUser,
} from "./operation.ts";
import { assertPassword, hashPassword } from "./passwords.ts";
import { describeGroup } from "./pools.ts";

export const attributesSchema = z
  .array(z.object({ Name: z.string(), Value: z.string().default("") }))
  .default([]);

const userInputSchema = z.looseObject({ UserPoolId: z.string(), Username: z.string() });
const groupUserSchema = userInputSchema.extend({ GroupName: z.string() });

/** Makes a user whose name is free. @throws CognitoError UsernameExistsException */
export function newUser(
  { store }: Context,
  pool: Pool,
  username: string,
  given: z.infer<typeof attributesSchema>,
): User {
  const attributes = Object.fromEntries(given.map(({ Name, Value }) => [Name, Value]));
  const byEmail = pool.UsernameAttributes.includes("email");
  if (byEmail && !z.email().safeParse(username).success) {
    throw invalidParameter("Username should be an email.");
  }
  if (byEmail) attributes["email"] = username;
  if (store.user(pool.Id, username)) {
    throw byEmail
      ? new CognitoError(
          "UsernameExistsException",
          "An account with the given email already exists.",
        )
      : new CognitoError("UsernameExistsException", "User already exists");
  }
  const sub = randomUUID();
  const now = Date.now() / 1000;
  return {
    poolId: pool.Id,
    sub,
    username: byEmail ? sub : username,
    attributes: { sub, ...attributes },
    status: "UNCONFIRMED",
    enabled: true,
    groups: [],
    failures: 0,
    lockedUntil: 0,
    signedOutAt: 0,
    totpEnabled: false,
    createdAt: now,
    modifiedAt: now,
  };
}

/** Attributes as the API lists them. */
export function listAttributes(user: User): { Name: string; Value: string }[] {
  return Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value }));
}

/** Ends every session of a user: refresh and access tokens are revoked. */
export function endSessions({ store }: Context, user: User): void {
  for (const session of store.sessionsOf(user)) store.putSession({ ...session, revoked: true });
}

/** What an administrator, or a function granted it, does to users. */
export const userOperations: Record<string, Operation> = {
  AdminCreateUser: operation(
    userInputSchema.extend({
      UserAttributes: attributesSchema,
      TemporaryPassword: z.string().optional(),
      MessageAction: z.string().optional(),
    }),
    async (context, input) => {
      const pool = requirePool(context, input.UserPoolId);
      const user = newUser(context, pool, input.Username, input.UserAttributes);
      const password = input.TemporaryPassword ?? `Tmp-${randomUUID()}`;
      assertPassword(pool, password);
      const passwordHash = await hashPassword(password);
      const created = saveUser(context, user, { passwordHash, status: "FORCE_CHANGE_PASSWORD" });
      const email = user.attributes["email"];
      if (input.MessageAction !== "SUPPRESS" && email) {
        await context.sendMail({
          from: pool.EmailConfiguration?.From ?? "no-reply@verificationemail.com",
          to: email,
          subject: "Your temporary password",
          html: `Your username is ${email} and temporary password is ${password}`,
        });
      }
      return { User: { ...describe(created), Attributes: listAttributes(created) } };
    },
  ),
  AdminGetUser: operation(userInputSchema, (context, { UserPoolId, Username }) => {
    const user = requireUser(context, UserPoolId, Username);
    return {
      ...describe(user),
      UserAttributes: listAttributes(user),
      ...(user.totpEnabled
        ? { UserMFASettingList: ["SOFTWARE_TOKEN_MFA"], PreferredMfaSetting: "SOFTWARE_TOKEN_MFA" }
        : {}),
    };
  }),
  AdminSetUserPassword: operation(
    userInputSchema.extend({ Password: z.string(), Permanent: z.boolean().default(false) }),
    async (context, { UserPoolId, Username, Password, Permanent }) => {
      const user = requireUser(context, UserPoolId, Username);
      assertPassword(requirePool(context, UserPoolId), Password);
      saveUser(context, user, {
        passwordHash: await hashPassword(Password),
        status: Permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD",
        failures: 0,
        lockedUntil: 0,
      });
      return {};
    },
  ),
  AdminConfirmSignUp: operation(userInputSchema, (context, { UserPoolId, Username }) => {
    saveUser(context, requireUser(context, UserPoolId, Username), { status: "CONFIRMED" });
    return {};
  }),
  AdminUpdateUserAttributes: operation(
    userInputSchema.extend({ UserAttributes: attributesSchema }),
    (context, { UserPoolId, Username, UserAttributes }) => {
      const user = requireUser(context, UserPoolId, Username);
      const changes = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
      saveUser(context, user, { attributes: { ...user.attributes, ...changes, sub: user.sub } });
      return {};
    },
  ),
  AdminDisableUser: setEnabled(false),
  AdminEnableUser: setEnabled(true),
  AdminDeleteUser: operation(userInputSchema, (context, { UserPoolId, Username }) => {
    const user = requireUser(context, UserPoolId, Username);
    endSessions(context, user);
    context.store.deleteUser(user);
    return {};
  }),
  AdminUserGlobalSignOut: operation(userInputSchema, (context, { UserPoolId, Username }) => {
    endSessions(context, requireUser(context, UserPoolId, Username));
    return {};
  }),
  AdminAddUserToGroup: operation(groupUserSchema, (context, input) => {
    const user = requireUser(context, input.UserPoolId, input.Username);
    if (!context.store.group(input.UserPoolId, input.GroupName)) {
      throw resourceNotFound("Group not found.");
    }
    saveUser(context, user, { groups: [...new Set([...user.groups, input.GroupName])] });
    return {};
  }),
  AdminRemoveUserFromGroup: operation(groupUserSchema, (context, input) => {
    const user = requireUser(context, input.UserPoolId, input.Username);
    saveUser(context, user, { groups: user.groups.filter((name) => name !== input.GroupName) });
    return {};
  }),
  AdminListGroupsForUser: operation(userInputSchema, (context, { UserPoolId, Username }) => {
    const user = requireUser(context, UserPoolId, Username);
    const groups = context.store.groups(UserPoolId);
    return { Groups: groups.filter((g) => user.groups.includes(g.GroupName)).map(describeGroup) };
  }),
  ListUsers: operation(
    z.looseObject({ UserPoolId: z.string(), Filter: z.string().optional() }),
    (context, { UserPoolId, Filter }) => {
      requirePool(context, UserPoolId);
      const users = context.store.users(UserPoolId).filter(userFilter(Filter));
      return {
        Users: users.map((user) => ({ ...describe(user), Attributes: listAttributes(user) })),
      };
    },
  ),
  ListUsersInGroup: operation(
    z.looseObject({ UserPoolId: z.string(), GroupName: z.string() }),
    ({ store }, { UserPoolId, GroupName }) => ({
      Users: store
        .users(UserPoolId)
        .filter((user) => user.groups.includes(GroupName))
        .map((user) => ({ ...describe(user), Attributes: listAttributes(user) })),
    }),
  ),
};

function setEnabled(enabled: boolean): Operation {
  return operation(userInputSchema, (context, { UserPoolId, Username }) => {
    const user = saveUser(context, requireUser(context, UserPoolId, Username), { enabled });
    if (!enabled) endSessions(context, user);
    return {};
  });
}

function describe(user: User) {
  return {
    Username: user.username,
    Enabled: user.enabled,
    UserStatus: user.status,
    UserCreateDate: user.createdAt,
    UserLastModifiedDate: user.modifiedAt,
  };
}

/** Cognito's own little language: `email = "a@b.c"` or `email ^= "a"`. */
function userFilter(filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true;
  const [, name, sign, value = ""] = /^"?([\w:]+)"?\s*(\^?=)\s*"(.*)"$/.exec(filter.trim()) ?? [];
  if (!name) throw invalidParameter("Error while parsing filter.");
  const wanted = value.toLowerCase();
  return (user) => {
    const actual = (
      name === "username"
        ? user.username
        : name === "cognito:user_status"
          ? user.status
          : (user.attributes[name] ?? "")
    ).toLowerCase();
    return sign === "=" ? actual === wanted : actual.startsWith(wanted);
  };
}
