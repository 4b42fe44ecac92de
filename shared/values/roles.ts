/** Roles as Cognito groups. `customer` is everyone who is signed in. */
export type Role = "customer" | "staff" | "admin";

/** What an endpoint may ask for. `public` is spelled out: there is no default. */
export type Permission =
  | "public"
  | "customer"
  | "products.write"
  | "orders.read"
  | "orders.write"
  | "promotions.write"
  | "settings.read"
  | "settings.write"
  | "stock.read"
  | "stock.write"
  | "integrity.read"
  | "integrity.write";

const STAFF: readonly Permission[] = [
  "public",
  "customer",
  "products.write",
  "orders.read",
  "orders.write",
  "promotions.write",
  "settings.read",
  "stock.read",
  "stock.write",
  "integrity.read",
  "integrity.write",
];

export const PERMISSIONS: Record<Role, readonly Permission[]> = {
  customer: ["public", "customer"],
  staff: STAFF,
  admin: [...STAFF, "settings.write"],
};

/** Who acts. Passed as an argument, never ambient. `name` and `email` are not in an access token. */
export type Actor =
  | { readonly kind: "guest" }
  | { readonly kind: "user"; readonly sub: string; readonly role: Role };

/** True where the actor holds the permission; a guest holds only `public`. */
export function may(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "guest") return permission === "public";
  return PERMISSIONS[actor.role].includes(permission);
}

/** The strongest role among Cognito groups; unknown groups give `customer`. */
export function roleFromGroups(groups: readonly string[]): Role {
  if (groups.includes("admin")) return "admin";
  return groups.includes("staff") ? "staff" : "customer";
}
