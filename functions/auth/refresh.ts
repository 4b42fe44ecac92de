import { refresh } from "#contracts/auth";
import * as Profiles from "#data/profile";
import * as Cognito from "#gateways/cognito";
import { REFRESH } from "#kit/cookies";
import { serve } from "#kit/endpoint";
import { Problem } from "#values/error-codes";
import { forgetTokens, keepTokens, toUser } from "./session.ts";

/** A token in the body is answered by tokens, the cookie by cookies. */
export const handler = serve(refresh, async (call) => {
  const given = call.body.refreshToken;
  const token = given ?? call.cookie(REFRESH);
  const tokens = token ? await Cognito.refresh(token) : undefined;
  if (tokens === undefined) {
    if (given === undefined) forgetTokens(call);
    throw new Problem("UNAUTHENTICATED", "Sign in again.");
  }
  const profile = await Profiles.get(tokens.identity.sub);
  const user = toUser({ ...tokens.identity, name: profile?.name ?? tokens.identity.name });
  if (given === undefined) {
    keepTokens(call, tokens);
    return { user };
  }
  const { accessToken, expiresIn } = tokens;
  return { user, accessToken, refreshToken: tokens.refreshToken ?? given, expiresIn };
});
