import { z } from "zod";
import { CODE_LENGTH, normalCode } from "#domain/promotion";
import { endpoint, type ServerSide } from "./endpoint.ts";
import { dateTime, limit, money, page, percent, price, slug, text } from "./fields.ts";

/** As typed, in any writing; comes out in the one form in which codes are kept. */
export const promotionCode = z
  .string()
  .max(200)
  .transform((typed, context) => {
    const code = normalCode(typed);
    if (code !== undefined) return code;
    context.issues.push({
      code: "custom",
      input: typed,
      message: `1 to ${CODE_LENGTH} Latin letters and digits, hyphens and underscores between them.`,
    });
    return z.NEVER;
  });

const effect = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("percent"),
      percent: percent.refine((value) => value > 0, "Must be above 0."),
    }),
    z.strictObject({
      kind: z.literal("amount"),
      amount: price.refine((minor) => minor > 0, "Must be above 0."),
    }),
    /** However it is sent. */
    z.strictObject({ kind: z.literal("shipping") }),
  ])
  .meta({ id: "PromotionEffect" });

export const promotion = z
  .object({
    id: z.string(),
    /** Null: it applies by itself. */
    code: z.string().nullable(),
    title: z.string(),
    effect,
    /** What the goods that it goes with must be worth, before discounts. */
    minimum: money,
    /** Product ids and category slugs, descendants included; both empty: all goods. */
    products: z.array(z.string()),
    categories: z.array(z.string()),
    startsAt: dateTime.nullable(),
    endsAt: dateTime.nullable(),
    maxUses: z.int().nullable(),
    maxUsesPerCustomer: z.int().nullable(),
    /** Orders that used it and were not given up unpaid; null where they are not limited in all. */
    used: z.int().nullable(),
    /** Those that combine add up; one that does not stands alone, and whichever takes more off wins. */
    combines: z.boolean(),
    active: z.boolean(),
    version: z.int(),
    createdAt: dateTime,
    updatedAt: dateTime,
  })
  .meta({ id: "Promotion" });

/** Times are compared as text, so they are all written alike. */
const instant = dateTime.transform((value) => new Date(value).toISOString());

const fields = {
  title: text(80),
  effect,
  minimum: price.default(0),
  products: z.array(z.string().min(1).max(100)).max(50).default([]),
  categories: z.array(slug).max(50).default([]),
  startsAt: instant.nullable().default(null),
  endsAt: instant.nullable().default(null),
  maxUses: z.int().min(1).max(1_000_000_000).nullable().default(null),
  /** An order number is kept for each use. */
  maxUsesPerCustomer: z.int().min(1).max(50).nullable().default(null),
  combines: z.boolean().default(false),
  active: z.boolean().default(true),
};

const inOrder = ({ startsAt, endsAt }: { startsAt: string | null; endsAt: string | null }) =>
  startsAt === null || endsAt === null || startsAt < endsAt;
const OUT_OF_ORDER = { path: ["endsAt"], message: "Must be after startsAt." };

export const promotionCreate = z
  .strictObject({ code: promotionCode.nullable().default(null), ...fields })
  .refine(inOrder, OUT_OF_ORDER)
  .meta({ id: "PromotionCreate" });

export const promotionUpdate = z
  .strictObject({
    ...fields,
    /** A code is for good: people have it. Sent back, it must be the same. */
    code: promotionCode.nullable().optional(),
    /** The version that was edited; a newer one answers PROMOTION_CHANGED. */
    version: z.int().min(1).optional(),
  })
  .refine(inOrder, OUT_OF_ORDER)
  .meta({ id: "PromotionUpdate" });

export type PromotionCreate = z.output<typeof promotionCreate>;
export type PromotionUpdate = z.output<typeof promotionUpdate>;

const params = z.strictObject({ id: z.string().min(1).max(100) });

export const listPromotions = endpoint({
  id: "admin.listPromotions",
  method: "GET",
  path: "/admin/promotions",
  summary: "Promotions, newest first",
  permission: "promotions.write",
  query: z.strictObject({ page, limit }),
  response: z.array(promotion),
  paged: true,
});

export const createPromotion = endpoint({
  id: "admin.createPromotion",
  method: "POST",
  path: "/admin/promotions",
  summary: "Create a promotion, with a code or without",
  permission: "promotions.write",
  body: promotionCreate,
  response: promotion,
  status: 201,
  errors: ["CODE_TAKEN"],
});

export const getPromotion = endpoint({
  id: "admin.getPromotion",
  method: "GET",
  path: "/admin/promotions/:id",
  summary: "One promotion",
  permission: "promotions.write",
  params,
  response: promotion,
  errors: ["PROMOTION_NOT_FOUND"],
});

export const updatePromotion = endpoint({
  id: "admin.updatePromotion",
  method: "PUT",
  path: "/admin/promotions/:id",
  summary: "Replace a promotion, but for its code; what was used stays counted",
  permission: "promotions.write",
  params,
  body: promotionUpdate,
  response: promotion,
  errors: ["PROMOTION_NOT_FOUND", "PROMOTION_CHANGED"],
});

export const deletePromotion = endpoint({
  id: "admin.deletePromotion",
  method: "DELETE",
  path: "/admin/promotions/:id",
  summary: "End a promotion for good and free its code; orders keep what they used",
  permission: "promotions.write",
  params,
  errors: ["PROMOTION_NOT_FOUND"],
});

export const server = {
  "admin.listPromotions": { impact: "Staff do not see promotions.", table: "read" },
  "admin.createPromotion": { impact: "Staff cannot start a promotion.", table: "write" },
  "admin.getPromotion": { impact: "Staff cannot open a promotion.", table: "read" },
  "admin.updatePromotion": { impact: "Staff cannot change a promotion.", table: "write" },
  "admin.deletePromotion": { impact: "Staff cannot end a promotion.", table: "write" },
} satisfies Record<string, ServerSide>;
