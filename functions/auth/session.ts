import type { User } from "#contracts/auth";
import * as Profiles from "#data/profile";
import { commit } from "#data/write";
import type { Identity, Tokens } from "#gateways/cognito";
import { ACCESS, REFRESH, removeCookie, setCookie } from "#kit/cookies";

/** As the user pool's client: a refresh token lives 30 days. */
const REFRESH_S = 30 * 86_400;

interface Cookies {
  setCookie(value: string): void;
}

/** The browser keeps the tokens, where no script can read them. */
export function keepTokens(call: Cookies, tokens: Tokens): void {
  call.setCookie(setCookie(ACCESS, tokens.accessToken, tokens.expiresIn));
  if (tokens.refreshToken !== undefined) {
    call.setCookie(setCookie(REFRESH, tokens.refreshToken, REFRESH_S));
  }
}

export function forgetTokens(call: Cookies): void {
  call.setCookie(removeCookie(ACCESS));
  call.setCookie(removeCookie(REFRESH));
}

export function toUser({ sub, email, name, role }: Identity): User {
  return { id: sub, email, name, role };
}

/**
 * Brings the profile up to what Cognito says: the table's copy of an account, which reports and
 * pages read. It repairs itself at the next sign-in, so a failure here is logged and stops nothing.
 */
export async function keepProfile(
  identity: Identity,
  emailVerified: boolean,
  now: Date,
): Promise<void> {
  try {
    const found = await Profiles.get(identity.sub);
    const at = now.toISOString();
    const profile: Profiles.Profile = {
      sub: identity.sub,
      email: identity.email,
      name: identity.name || (found?.name ?? ""),
      role: identity.role,
      emailVerified,
      version: (found?.version ?? 0) + 1,
      createdAt: found?.createdAt ?? at,
      updatedAt: at,
    };
    if (found === undefined) await commit(Profiles.create(profile));
    else if (differs(found, profile)) await commit(Profiles.replace(profile));
  } catch (error) {
    console.error(JSON.stringify({ level: "error", what: "profile", error: String(error) }));
  }
}

function differs(a: Profiles.Profile, b: Profiles.Profile): boolean {
  return (
    a.email !== b.email ||
    a.name !== b.name ||
    a.role !== b.role ||
    a.emailVerified !== b.emailVerified
  );
}
