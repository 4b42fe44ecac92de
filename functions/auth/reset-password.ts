import { resetPassword } from "#contracts/auth";
import * as Cognito from "#gateways/cognito";
import { serve } from "#kit/endpoint";

export const handler = serve(resetPassword, async ({ body: { email, code, password } }) => {
  await Cognito.resetPassword(email, code, password);
  return { email };
});
