import { login } from "#contracts/auth";
import { mergeCarts } from "#flows/merge-carts";
import * as Cognito from "#gateways/cognito";
import { CART, removeCookie } from "#kit/cookies";
import { type Call, serve } from "#kit/endpoint";
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
  await takeCartAlong(call, user.id);
  keepTokens(call, tokens);
  return { user };
});

/** A basket that cannot be merged now stays with its cookie; nobody is kept out for it. */
async function takeCartAlong(call: Call<typeof login>, sub: string): Promise<void> {
  const guestCookie = call.cookie(CART);
  if (guestCookie === undefined) return;
  try {
    await mergeCarts({ guestCookie, sub, now: call.now });
    call.setCookie(removeCookie(CART));
  } catch (error) {
    console.error(JSON.stringify({ level: "error", what: "merge carts", error: String(error) }));
  }
}
