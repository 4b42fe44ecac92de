import { atom } from "nanostores";
import { type ApiError, call, type Reply } from "../api/client.ts";
import { refreshCart } from "./cart.ts";
import { read, write } from "./storage.ts";

type Answer =
  Awaited<ReturnType<typeof call<"GET /auth/session">>> extends Reply<infer Data> ? Data : never;
export type User = NonNullable<Answer["user"]>;

/** Who is signed in; null for nobody, undefined until it was asked. */
export const $user = atom<User | null | undefined>(undefined);

const KEY = "parasol.signed-in";
const isTrue = (value: unknown): value is true => value === true;

function know(user: User | null): void {
  $user.set(user);
  write("local", KEY, user ? true : undefined);
}

let asking: Promise<void> | undefined;

/** Asks who is signed in, once on a page. Rejects with ApiError where the API cannot say. */
export function loadSession(): Promise<void> {
  if ($user.get() !== undefined) return Promise.resolve();
  asking ??= (async () => {
    try {
      let { data } = await call("GET /auth/session", {});
      // The access cookie lives for an hour, the refresh cookie for weeks.
      if (!data.user && wasSignedIn()) {
        const renewed = await call("POST /auth/refresh", { body: {} }).catch(() => undefined);
        if (renewed) ({ data } = await call("GET /auth/session", {}));
      }
      know(data.user);
    } finally {
      asking = undefined;
    }
  })();
  return asking;
}

/** Whether this browser had somebody signed in: only then a page asks without being asked. */
export function wasSignedIn(): boolean {
  return read("local", KEY, isTrue) ?? false;
}

/** Signs in. The guest's basket joins the account's. Rejects with ApiError. */
export async function signIn(email: string, password: string): Promise<void> {
  await call("POST /auth/login", { body: { email, password } });
  const { data } = await call("GET /auth/session", {});
  know(data.user);
  await refreshCart();
}

/** Signs out, here or on every device. */
export async function signOut(everywhere: boolean): Promise<void> {
  await call("POST /auth/logout", { body: { everywhere } });
  know(null);
  await refreshCart();
}

/** Where to go after signing in: a path of this shop, never another site. */
export function nextPath(search: string, fallback: string): string {
  const next = new URLSearchParams(search).get("next");
  return next && /^\/(?![/\\])/.test(next) ? next : fallback;
}

/** What to say when sign-in, registration or reset was refused. */
export function accountMessage(error: ApiError): string {
  switch (error.code) {
    case "INVALID_CREDENTIALS":
      return "E-mail and password do not belong together.";
    case "EMAIL_TAKEN":
      return "There is an account with this e-mail already. Sign in, or reset the password.";
    case "CODE_INVALID":
      return "That code is wrong or too old. Ask for a new one.";
    case "TOO_MANY_REQUESTS":
      return "Too many tries. Wait a minute, then try again.";
    default:
      return error.message;
  }
}
