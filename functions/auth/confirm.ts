import { confirm } from "#contracts/auth";
import * as Cognito from "#gateways/cognito";
import { serve } from "#kit/endpoint";

export const handler = serve(confirm, async ({ body: { email, code } }) => {
  await Cognito.confirmSignUp(email, code);
  return { email };
});
