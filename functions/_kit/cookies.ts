/** The shop's cookies. All HttpOnly and Secure; `__Host-` binds them to this host and path `/`. */
export const ACCESS = "__Host-access";
export const REFRESH = "__Secure-refresh";
export const CART = "__Host-cart";
export const CSRF = "__Host-csrf";

/** The refresh token travels only to the endpoints that can use it. */
const PATH: Record<string, string> = { [REFRESH]: "/api/v1/auth" };
const SAME_SITE: Record<string, string> = { [REFRESH]: "Strict" };

export type CookieName = typeof ACCESS | typeof REFRESH | typeof CART | typeof CSRF;

/** A Set-Cookie value; `maxAge` in seconds, 0 removes the cookie. */
export function setCookie(name: CookieName, value: string, maxAge: number): string {
  const path = PATH[name] ?? "/";
  const sameSite = SAME_SITE[name] ?? "Lax";
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; Secure; SameSite=${sameSite}`;
}

/** A Set-Cookie value that makes the browser forget the cookie. */
export function removeCookie(name: CookieName): string {
  return setCookie(name, "", 0);
}
