import { z } from "zod";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { email, text } from "./fields.ts";

/** Length is bounded here; the user pool's policy decides the rest and its message is passed on. */
const password = z.string().min(8, "At least 8 characters.").max(99);
const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/, "Six digits.");

export const user = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(["customer", "staff", "admin"]),
  })
  .meta({ id: "User" });

export type User = z.output<typeof user>;

const accepted = z.object({ email: z.string() });

export const register = endpoint({
  id: "auth.register",
  method: "POST",
  path: "/auth/register",
  summary: "Open an account; a code goes out by mail",
  permission: "public",
  body: z.strictObject({ email, password, name: text(120) }),
  response: accepted,
  status: 201,
  errors: ["EMAIL_TAKEN"],
});

export const confirm = endpoint({
  id: "auth.confirm",
  method: "POST",
  path: "/auth/confirm",
  summary: "Confirm an account with the mailed code",
  permission: "public",
  body: z.strictObject({ email, code }),
  response: accepted,
  errors: ["CODE_INVALID"],
});

export const resend = endpoint({
  id: "auth.resend",
  method: "POST",
  path: "/auth/resend",
  summary: "Mail the confirmation code again; answers the same for unknown addresses",
  permission: "public",
  body: z.strictObject({ email }),
  response: accepted,
});

/** With `tokens: true` the body carries tokens and no cookie is set; without, the other way round. */
const session = z.object({
  user: user.optional(),
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  expiresIn: z.int().optional(),
});

export const login = endpoint({
  id: "auth.login",
  method: "POST",
  path: "/auth/login",
  summary: "Sign in, by cookies or, with tokens: true, by tokens for API clients",
  permission: "public",
  body: z.strictObject({
    email,
    password: z.string().min(1).max(99),
    tokens: z.boolean().default(false),
  }),
  response: session,
  errors: ["INVALID_CREDENTIALS", "ACCOUNT_UNCONFIRMED"],
});

export const refresh = endpoint({
  id: "auth.refresh",
  method: "POST",
  path: "/auth/refresh",
  summary: "A new access token for the refresh cookie, or for a refreshToken in the body",
  permission: "public",
  body: z.strictObject({ refreshToken: z.string().max(8192).optional() }).default({}),
  response: session,
  errors: ["UNAUTHENTICATED"],
});

export const logout = endpoint({
  id: "auth.logout",
  method: "POST",
  path: "/auth/logout",
  summary: "Sign out here, or with everywhere: true on every device",
  permission: "public",
  body: z
    .strictObject({
      everywhere: z.boolean().default(false),
      refreshToken: z.string().max(8192).optional(),
    })
    .default({ everywhere: false }),
});

export const forgotPassword = endpoint({
  id: "auth.forgotPassword",
  method: "POST",
  path: "/auth/forgot-password",
  summary: "Mail a reset code; answers the same for unknown addresses",
  permission: "public",
  body: z.strictObject({ email }),
  response: accepted,
});

export const resetPassword = endpoint({
  id: "auth.resetPassword",
  method: "POST",
  path: "/auth/reset-password",
  summary: "Set a new password with the mailed code",
  permission: "public",
  body: z.strictObject({ email, code, password }),
  response: accepted,
  errors: ["CODE_INVALID"],
});

export const getSession = endpoint({
  id: "auth.getSession",
  method: "GET",
  path: "/auth/session",
  summary: "Who is signed in, and the CSRF token for unsafe requests",
  permission: "public",
  response: z.object({ user: user.nullable(), csrfToken: z.string() }),
});

export const server = {
  "auth.register": {
    impact: "Nobody can open an account.",
    table: "write",
    userPool: [],
    rate: { perSecond: 10, burst: 30 },
  },
  "auth.confirm": {
    impact: "New accounts cannot be confirmed.",
    userPool: [],
    rate: { perSecond: 10, burst: 30 },
  },
  "auth.resend": {
    impact: "Confirmation codes cannot be sent again.",
    userPool: [],
    rate: { perSecond: 5, burst: 20 },
  },
  "auth.login": {
    impact: "Nobody can sign in; guests still buy.",
    table: "write",
    userPool: [],
    rate: { perSecond: 20, burst: 60 },
  },
  "auth.refresh": {
    impact: "Signed-in people are signed out within the hour.",
    table: "read",
    userPool: [],
  },
  "auth.logout": { impact: "Nobody can sign out.", userPool: [] },
  "auth.forgotPassword": {
    impact: "Forgotten passwords cannot be reset.",
    userPool: [],
    sendsTo: ["mail"],
    rate: { perSecond: 5, burst: 20 },
  },
  "auth.resetPassword": {
    impact: "Forgotten passwords cannot be reset.",
    userPool: [],
    sendsTo: ["mail"],
    rate: { perSecond: 5, burst: 20 },
  },
  "auth.getSession": {
    impact: "No page knows who is signed in; unsafe requests fail.",
    table: "read",
    secrets: ["csrf"],
  },
} satisfies Record<string, ServerSide>;
