import { z } from "zod";
import { assertCode, deliveryDetails, mailCode, newCode } from "./codes.ts";
import {
  CognitoError,
  codeMismatch,
  expiredCode,
  invalidParameter,
  notAuthorized,
  userNotFound,
} from "./errors.ts";
import { hidesUsers, type Operation, operation, requireClient, saveUser } from "./operation.ts";
import { assertPassword, hashPassword } from "./passwords.ts";
import { attributesSchema, newUser } from "./users.ts";

const SIGN_UP_HOURS = 24;
const RESET_HOURS = 1;

const clientUserSchema = z.looseObject({ ClientId: z.string(), Username: z.string() });

/** Registration and forgotten passwords: what anybody may call, without credentials. */
export const signUpOperations: Record<string, Operation> = {
  SignUp: operation(
    clientUserSchema.extend({ Password: z.string(), UserAttributes: attributesSchema }),
    async (context, { ClientId, Username, Password, UserAttributes }) => {
      const { pool } = requireClient(context, ClientId);
      if (pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly) {
        throw notAuthorized("SignUp is not permitted for this user pool");
      }
      assertPassword(pool, Password);
      const user = newUser(context, pool, Username, UserAttributes);
      const email = user.attributes["email"];
      const signUpCode = newCode(SIGN_UP_HOURS);
      saveUser(context, user, { passwordHash: await hashPassword(Password), signUpCode });
      if (!email || !pool.AutoVerifiedAttributes.includes("email")) {
        return { UserConfirmed: false, UserSub: user.sub };
      }
      await mailCode(context.sendMail, pool, email, signUpCode);
      return {
        UserConfirmed: false,
        UserSub: user.sub,
        CodeDeliveryDetails: deliveryDetails(email),
      };
    },
  ),

  ConfirmSignUp: operation(
    clientUserSchema.extend({ ConfirmationCode: z.string() }),
    (context, { ClientId, Username, ConfirmationCode }) => {
      const { client, pool } = requireClient(context, ClientId);
      const user = context.store.user(pool.Id, Username);
      if (!user) throw hidesUsers(client) ? expiredCode() : userNotFound();
      if (user.status !== "UNCONFIRMED") {
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      }
      assertCode(user.signUpCode, ConfirmationCode, (signUpCode) =>
        saveUser(context, user, { signUpCode }),
      );
      const { signUpCode: _, ...rest } = user;
      const attributes = { ...user.attributes, email_verified: "true" };
      saveUser(context, rest, { status: "CONFIRMED", attributes });
      return {};
    },
  ),

  ResendConfirmationCode: operation(clientUserSchema, async (context, { ClientId, Username }) => {
    const { client, pool } = requireClient(context, ClientId);
    const user = context.store.user(pool.Id, Username);
    const email = user?.attributes["email"];
    if (!user || !email) {
      if (!hidesUsers(client)) throw userNotFound();
      return { CodeDeliveryDetails: deliveryDetails(Username) };
    }
    if (user.status !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
    const signUpCode = newCode(SIGN_UP_HOURS);
    saveUser(context, user, { signUpCode });
    await mailCode(context.sendMail, pool, email, signUpCode);
    return { CodeDeliveryDetails: deliveryDetails(email) };
  }),

  ForgotPassword: operation(clientUserSchema, async (context, { ClientId, Username }) => {
    const { client, pool } = requireClient(context, ClientId);
    const user = context.store.user(pool.Id, Username);
    const email = user?.attributes["email"];
    const canReset = user?.enabled && user.attributes["email_verified"] === "true";
    if (!user || !email || !canReset) {
      if (hidesUsers(client)) return { CodeDeliveryDetails: deliveryDetails(Username) };
      throw user
        ? invalidParameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
          )
        : userNotFound();
    }
    const resetCode = newCode(RESET_HOURS);
    saveUser(context, user, { resetCode });
    await mailCode(context.sendMail, pool, email, resetCode);
    return { CodeDeliveryDetails: deliveryDetails(email) };
  }),

  ConfirmForgotPassword: operation(
    clientUserSchema.extend({ ConfirmationCode: z.string(), Password: z.string() }),
    async (context, { ClientId, Username, ConfirmationCode, Password }) => {
      const { client, pool } = requireClient(context, ClientId);
      const user = context.store.user(pool.Id, Username);
      if (!user) throw hidesUsers(client) ? codeMismatch() : userNotFound();
      if (!user.enabled) throw new CognitoError("NotAuthorizedException", "User is disabled.");
      assertPassword(pool, Password);
      assertCode(user.resetCode, ConfirmationCode, (resetCode) =>
        saveUser(context, user, { resetCode }),
      );
      const { resetCode: _, ...rest } = user;
      saveUser(context, rest, {
        passwordHash: await hashPassword(Password),
        status: "CONFIRMED",
        failures: 0,
        lockedUntil: 0,
      });
      return {};
    },
  ),
};
