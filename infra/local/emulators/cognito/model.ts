import { z } from "zod";

/** The properties of a pool that change what the emulator does; the rest is kept and shown. */
export const poolSchema = z.looseObject({
  Id: z.string(),
  PoolName: z.string(),
  UsernameAttributes: z.array(z.string()).default([]),
  AutoVerifiedAttributes: z.array(z.string()).default([]),
  AdminCreateUserConfig: z
    .looseObject({ AllowAdminCreateUserOnly: z.boolean().optional() })
    .optional(),
  Policies: z
    .looseObject({
      PasswordPolicy: z
        .looseObject({
          MinimumLength: z.coerce.number().optional(),
          RequireLowercase: z.boolean().optional(),
          RequireUppercase: z.boolean().optional(),
          RequireNumbers: z.boolean().optional(),
          RequireSymbols: z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
  EmailVerificationSubject: z.string().optional(),
  EmailVerificationMessage: z.string().optional(),
  VerificationMessageTemplate: z
    .looseObject({ EmailSubject: z.string().optional(), EmailMessage: z.string().optional() })
    .optional(),
  EmailConfiguration: z.looseObject({ From: z.string().optional() }).optional(),
  /** Of our own: what signs this pool's tokens, as PKCS #8 PEM, and when the pool was made. */
  signingKey: z.string(),
  keyId: z.string(),
  createdAt: z.number(),
});
export type Pool = z.infer<typeof poolSchema>;

export const clientSchema = z.looseObject({
  ClientId: z.string(),
  ClientName: z.string(),
  UserPoolId: z.string(),
  PreventUserExistenceErrors: z.string().optional(),
  ExplicitAuthFlows: z.array(z.string()).optional(),
  AccessTokenValidity: z.coerce.number().optional(),
  IdTokenValidity: z.coerce.number().optional(),
  RefreshTokenValidity: z.coerce.number().optional(),
  TokenValidityUnits: z
    .looseObject({
      AccessToken: z.string().optional(),
      IdToken: z.string().optional(),
      RefreshToken: z.string().optional(),
    })
    .optional(),
  RefreshTokenRotation: z.looseObject({ Feature: z.string() }).optional(),
});
export type Client = z.infer<typeof clientSchema>;

export const groupSchema = z.looseObject({
  GroupName: z.string(),
  UserPoolId: z.string(),
  Description: z.string().optional(),
  Precedence: z.coerce.number().optional(),
  createdAt: z.number(),
});
export type Group = z.infer<typeof groupSchema>;

const codeSchema = z.object({ value: z.string(), expiresAt: z.number(), misses: z.number() });

export const userSchema = z.object({
  poolId: z.string(),
  sub: z.string(),
  username: z.string(),
  /** Name and value; `sub` and `email_verified` among them, as strings. */
  attributes: z.record(z.string(), z.string()),
  status: z.enum(["UNCONFIRMED", "CONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"]),
  enabled: z.boolean(),
  passwordHash: z.string().optional(),
  groups: z.array(z.string()),
  signUpCode: codeSchema.optional(),
  resetCode: codeSchema.optional(),
  failures: z.number(),
  lockedUntil: z.number(),
  /** Seconds since 1970: access tokens issued before are revoked. */
  signedOutAt: z.number(),
  totpSecret: z.string().optional(),
  totpEnabled: z.boolean(),
  createdAt: z.number(),
  modifiedAt: z.number(),
});
export type User = z.infer<typeof userSchema>;
export type Code = z.infer<typeof codeSchema>;

/** A sign-in that can be refreshed: one per login, found by the hash of its refresh token. */
export const sessionSchema = z.object({
  tokenHash: z.string(),
  poolId: z.string(),
  clientId: z.string(),
  sub: z.string(),
  originJti: z.string(),
  authTime: z.number(),
  expiresAt: z.number(),
  revoked: z.boolean(),
});
export type Session = z.infer<typeof sessionSchema>;
