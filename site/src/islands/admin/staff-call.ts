import { ApiError, call } from "../../api/client.ts";

let renewal: Promise<void> | undefined;

/** One renewal at a time: a used refresh token may not be good for a second one. */
function renewSession(): Promise<void> {
  renewal ??= call("POST /auth/refresh", { body: {} })
    .then(() => undefined)
    .finally(() => {
      renewal = undefined;
    });
  return renewal;
}

function toSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

/**
 * `call` for the console, where people stay longer than the hour that an access token lives: a 401
 * renews the session once; where that fails too, it leads to sign-in and back here.
 */
export const staffCall: typeof call = async (route, request) => {
  try {
    return await call(route, request);
  } catch (error) {
    if (!(error instanceof ApiError) || error.statusCode !== 401) throw error;
    try {
      await renewSession();
      return await call(route, request);
    } catch (second) {
      if (second instanceof ApiError && second.statusCode === 401) toSignIn();
      throw second;
    }
  }
};
