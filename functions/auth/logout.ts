import { logout } from "#contracts/auth";
import * as Cognito from "#gateways/cognito";
import { ACCESS, REFRESH } from "#kit/cookies";
import { serve } from "#kit/endpoint";
import { bearerToken } from "#kit/request";
import { Problem } from "#values/error-codes";
import { forgetTokens } from "./session.ts";

/**
 * The cookies go in any case, also where Cognito does not answer: whoever signs out at a borrowed
 * machine must be able to leave it. Signing out everywhere fails loudly instead of pretending.
 */
export const handler = serve(logout, async (call) => {
  const refreshToken = call.body.refreshToken ?? call.cookie(REFRESH);
  const accessToken = bearerToken(call.header("authorization")) ?? call.cookie(ACCESS);
  forgetTokens(call);
  if (call.body.everywhere) {
    await signOutEverywhere(accessToken, refreshToken);
    return undefined;
  }
  if (refreshToken) {
    await Cognito.revoke(refreshToken).catch((error: unknown) => {
      console.warn(JSON.stringify({ level: "warn", what: "revoke", error: String(error) }));
    });
  }
  return undefined;
});

/** The access token may have run out while the refresh token has not. */
async function signOutEverywhere(
  accessToken: string | undefined,
  refreshToken: string | undefined,
): Promise<void> {
  if (accessToken && (await Cognito.signOutEverywhere(accessToken))) return;
  const renewed = refreshToken ? await Cognito.refresh(refreshToken) : undefined;
  if (renewed && (await Cognito.signOutEverywhere(renewed.accessToken))) return;
  throw new Problem("UNAUTHENTICATED", "Sign in again to sign out on every device.");
}
