import { z } from "zod";
import { CognitoError, invalidParameter, notAuthorized } from "./errors.ts";
import { type Operation, operation, requireUser, saveUser } from "./operation.ts";
import { assertPassword, hashPassword, matchesPassword } from "./passwords.ts";
import { readAccessToken } from "./tokens.ts";
import { matchesTotp, newTotpSecret } from "./totp.ts";
import { attributesSchema, endSessions, listAttributes } from "./users.ts";

const tokenSchema = z.looseObject({ AccessToken: z.string() });
const mfaSchema = z.looseObject({
  SoftwareTokenMfaSettings: z
    .looseObject({ Enabled: z.boolean().optional(), PreferredMfa: z.boolean().optional() })
    .optional(),
});

/** What a signed-in user does to their own account, by access token. */
export const accountOperations: Record<string, Operation> = {
  GetUser: operation(tokenSchema, ({ store }, { AccessToken }) => {
    const { user } = readAccessToken(store, AccessToken);
    return {
      Username: user.username,
      UserAttributes: listAttributes(user),
      ...(user.totpEnabled ? { UserMFASettingList: ["SOFTWARE_TOKEN_MFA"] } : {}),
    };
  }),
  GlobalSignOut: operation(tokenSchema, (context, { AccessToken }) => {
    endSessions(context, readAccessToken(context.store, AccessToken).user);
    return {};
  }),
  ChangePassword: operation(
    tokenSchema.extend({ PreviousPassword: z.string(), ProposedPassword: z.string() }),
    async (context, { AccessToken, PreviousPassword, ProposedPassword }) => {
      const { pool, user } = readAccessToken(context.store, AccessToken);
      if (!(await matchesPassword(user.passwordHash, PreviousPassword))) throw notAuthorized();
      assertPassword(pool, ProposedPassword);
      saveUser(context, user, { passwordHash: await hashPassword(ProposedPassword) });
      return {};
    },
  ),
  UpdateUserAttributes: operation(
    tokenSchema.extend({ UserAttributes: attributesSchema }),
    (context, { AccessToken, UserAttributes }) => {
      const { user } = readAccessToken(context.store, AccessToken);
      const changes = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
      if ("sub" in changes) throw invalidParameter("Cannot modify an immutable attribute: sub");
      saveUser(context, user, { attributes: { ...user.attributes, ...changes } });
      return { CodeDeliveryDetailsList: [] };
    },
  ),
  DeleteUser: operation(tokenSchema, (context, { AccessToken }) => {
    const { user } = readAccessToken(context.store, AccessToken);
    endSessions(context, user);
    context.store.deleteUser(user);
    return {};
  }),

  AssociateSoftwareToken: operation(tokenSchema, (context, { AccessToken }) => {
    const { user } = readAccessToken(context.store, AccessToken);
    const totpSecret = newTotpSecret();
    saveUser(context, user, { totpSecret });
    return { SecretCode: totpSecret };
  }),
  VerifySoftwareToken: operation(
    tokenSchema.extend({ UserCode: z.string() }),
    ({ store }, { AccessToken, UserCode }) => {
      const { user } = readAccessToken(store, AccessToken);
      if (!matchesTotp(user.totpSecret, UserCode)) {
        throw new CognitoError("EnableSoftwareTokenMFAException", "Code mismatch");
      }
      return { Status: "SUCCESS" };
    },
  ),
  SetUserMFAPreference: operation(
    mfaSchema.extend({ AccessToken: z.string() }),
    (context, input) => {
      const { user } = readAccessToken(context.store, input.AccessToken);
      saveUser(context, user, { totpEnabled: input.SoftwareTokenMfaSettings?.Enabled ?? false });
      return {};
    },
  ),
  AdminSetUserMFAPreference: operation(
    mfaSchema.extend({ UserPoolId: z.string(), Username: z.string() }),
    (context, input) => {
      const user = requireUser(context, input.UserPoolId, input.Username);
      saveUser(context, user, { totpEnabled: input.SoftwareTokenMfaSettings?.Enabled ?? false });
      return {};
    },
  ),
};
