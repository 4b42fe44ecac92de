import { z } from "zod";
import type { Role } from "#values/roles";
import { absent, versionIs } from "./expression.ts";
import { get as getItem, type Key } from "./table.ts";
import type { Write } from "./write.ts";

/** What the shop itself knows of an account; the password and its codes are Cognito's. */
const schema = z.object({
  sub: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.enum(["customer", "staff", "admin"]) satisfies z.ZodType<Role>,
  emailVerified: z.boolean(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type Profile = Readonly<z.output<typeof schema>>;

/** Under which key a profile lies. */
export const key = (sub: string): Key => ({ PK: `USER#${sub}`, SK: "PROFILE" });

/** The profile of an item, be it read or from the stream. Throws where it is something else. */
export function parse(item: unknown): Profile {
  return schema.parse(item);
}

/** Consistently read, by Cognito's sub. */
export async function get(sub: string): Promise<Profile | undefined> {
  const item = await getItem(key(sub));
  return item && parse(item);
}

/** A new profile; refused where the account has one. */
export function create(profile: Profile): Extract<Write, { kind: "put" }> {
  return {
    kind: "put",
    name: "profile",
    item: { ...key(profile.sub), type: "Profile", ...profile },
    when: absent,
  };
}

/** Puts `profile` over the version before it. */
export function replace(profile: Profile): Extract<Write, { kind: "put" }> {
  return {
    kind: "put",
    name: "profile",
    item: { ...key(profile.sub), type: "Profile", ...profile },
    when: versionIs(profile.version - 1),
  };
}

export function mockProfile(overrides: Partial<Profile> = {}): Profile {
  return {
    sub: "8c1f0b1e-0000-4000-8000-000000000001",
    email: "maren@example.com",
    name: "Maren Holt",
    role: "customer",
    emailVerified: true,
    version: 1,
    createdAt: "2026-11-01T09:00:00.000Z",
    updatedAt: "2026-11-01T09:00:00.000Z",
    ...overrides,
  };
}
