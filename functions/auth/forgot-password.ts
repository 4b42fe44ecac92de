import { forgotPassword } from "#contracts/auth";
import * as Cognito from "#gateways/cognito";
import { serve } from "#kit/endpoint";

export const handler = serve(forgotPassword, async ({ body: { email } }) => {
  await Cognito.forgotPassword(email);
  return { email };
});
