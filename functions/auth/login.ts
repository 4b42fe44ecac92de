import { login } from "#contracts/auth";
import * as Cognito from "#gateways/cognito";
import { serve } from "#kit/endpoint";
import { keepProfile, keepTokens, toUser } from "./session.ts";

export const handler = serve(login, async (call) => {
  const { email, password, tokens: wantsTokens } = call.body;
  const tokens = await Cognito.signIn(email, password);
  // Nobody signs in before the address is confirmed.
  await keepProfile(tokens.identity, true, call.now);
  const user = toUser(tokens.identity);
  if (wantsTokens) {
    const { accessToken, refreshToken, expiresIn } = tokens;
    return { user, accessToken, refreshToken, expiresIn };
  }
  keepTokens(call, tokens);
  return { user };
});
