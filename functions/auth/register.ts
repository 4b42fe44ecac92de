import { register } from "#contracts/auth";
import * as Cognito from "#gateways/cognito";
import { serve } from "#kit/endpoint";
import { keepProfile } from "./session.ts";

export const handler = serve(register, async ({ body, now }) => {
  const { email, name } = body;
  const sub = await Cognito.signUp(body);
  await keepProfile({ sub, email, name, role: "customer" }, false, now);
  return { email };
});
