import { AwsError, callAws } from "./aws-json.ts";
import type { DemoAccount } from "./outputs.ts";

/** Printed at every start; they exist in local pools alone. */
export const demoAdmin: DemoAccount = {
  email: "admin@parasol.example",
  password: "noon-and-dusk-1",
};
export const demoShopper: DemoAccount = {
  email: "shopper@parasol.example",
  password: "noon-and-dusk-2",
};

/** Creates the two demo accounts, confirmed; what an earlier start created stays as it is. */
export async function createDemoAccounts(cognitoUrl: string, userPoolId: string): Promise<void> {
  await createAccount(cognitoUrl, userPoolId, demoAdmin, "Robin Admin", "admin");
  await createAccount(cognitoUrl, userPoolId, demoShopper, "Sam Shopper", undefined);
}

async function createAccount(
  url: string,
  UserPoolId: string,
  { email, password }: DemoAccount,
  name: string,
  group: string | undefined,
): Promise<void> {
  const call = (operation: string, input: object) =>
    callAws(url, `AWSCognitoIdentityProviderService.${operation}`, {
      UserPoolId,
      Username: email,
      ...input,
    });
  try {
    await call("AdminCreateUser", {
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
        { Name: "name", Value: name },
      ],
    });
    await call("AdminSetUserPassword", { Password: password, Permanent: true });
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "UsernameExistsException")) throw error;
  }
  if (group !== undefined) await call("AdminAddUserToGroup", { GroupName: group });
}
