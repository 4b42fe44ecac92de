import { resend } from "#contracts/auth";
import * as Cognito from "#gateways/cognito";
import { serve } from "#kit/endpoint";

export const handler = serve(resend, async ({ body: { email } }) => {
  await Cognito.resendCode(email);
  return { email };
});
