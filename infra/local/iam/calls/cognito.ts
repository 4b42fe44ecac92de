import { ACCOUNT_ID, REGION } from "../../seams.ts";
import { type NeedsOf, need } from "./call.ts";

/** These take a client id or an access token instead of a signature, so no role is asked. */
const unauthenticated: ReadonlySet<string> = new Set([
  "AssociateSoftwareToken",
  "ChangePassword",
  "ConfirmDevice",
  "ConfirmForgotPassword",
  "ConfirmSignUp",
  "DeleteUser",
  "DeleteUserAttributes",
  "ForgetDevice",
  "ForgotPassword",
  "GetTokensFromRefreshToken",
  "GetUser",
  "GetUserAttributeVerificationCode",
  "GlobalSignOut",
  "InitiateAuth",
  "ListDevices",
  "ResendConfirmationCode",
  "RespondToAuthChallenge",
  "RevokeToken",
  "SetUserMFAPreference",
  "SignUp",
  "UpdateUserAttributes",
  "VerifySoftwareToken",
  "VerifyUserAttribute",
]);

const onPool: ReadonlySet<string> = new Set([
  "CreateGroup",
  "DeleteGroup",
  "DescribeUserPool",
  "DescribeUserPoolClient",
  "GetGroup",
  "ListGroups",
  "ListUserPoolClients",
  "ListUsers",
  "ListUsersInGroup",
  "UpdateGroup",
]);

export const cognitoNeeds: NeedsOf = (operation, input) => {
  if (unauthenticated.has(operation)) return [];
  if (!onPool.has(operation) && !operation.startsWith("Admin")) return undefined;
  const pool = `arn:aws:cognito-idp:${REGION}:${ACCOUNT_ID}:userpool/${String(input["UserPoolId"])}`;
  return [need(`cognito-idp:${operation}`, pool)];
};
