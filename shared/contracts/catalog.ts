import { z } from "zod";
import { TAX_CLASSES } from "#domain/tax";
import { endpoint, type ServerSide } from "./endpoint.ts";
import {
  booleanText,
  currency,
  dateTime,
  email,
  limit,
  money,
  page,
  price,
  priceText,
  sku,
  slug,
  text,
} from "./fields.ts";

export const image = z
  .object({ url: z.string(), alt: z.string(), width: z.int(), height: z.int() })
  .meta({ id: "Image" });

/** Hue (degrees) and mean chroma of the picture, from which its tile is coloured. */
export const tint = z.object({ hue: z.number(), chroma: z.number() }).meta({ id: "Tint" });

export const variant = z
  .object({
    sku: z.string(),
    options: z.record(z.string(), z.string()),
    price: money,
    compareAtPrice: money.nullable(),
    /** Pieces in the house. */
    stock: z.int(),
    /** More than `stock` may be ordered: the rest comes later. */
    backorder: z.boolean(),
  })
  .meta({ id: "Variant" });

export const product = z
  .object({
    id: z.string(),
    /** The figurine's number, No. 0011. Null for products that have none. */
    number: z.int().nullable(),
    name: z.string(),
    slug: z.string(),
    description: z.string(),
    sku: z.string(),
    price: money,
    compareAtPrice: money.nullable(),
    currency,
    /** Which of a country's tax rates holds for it. */
    taxClass: z.enum(TAX_CLASSES),
    stock: z.int(),
    category: z.string(),
    images: z.array(image),
    tint: tint.nullable(),
    tags: z.array(z.string()),
    rating: z.number(),
    reviewCount: z.int(),
    variants: z.array(variant),
    version: z.int(),
    createdAt: dateTime,
    updatedAt: dateTime,
  })
  .meta({ id: "Product" });

export const category = z
  .object({
    slug: z.string(),
    name: z.string(),
    parent: z.string().nullable(),
    /** Products in it and in its descendants. */
    productCount: z.int(),
  })
  .meta({ id: "Category" });

/** A name that every JavaScript object has already would not survive as a key. */
const optionName = text(40).refine((name) => !(name in {}), "Not a usable name.");

const variantInput = z.strictObject({
  sku,
  options: z.record(optionName, text(80)).default({}),
  price,
  compareAtPrice: price.nullable().default(null),
  /** Opening stock of a new variant. On update it is ignored for variants that exist: stock moves by adjustments. */
  stock: z.int().min(0).max(1_000_000).default(0),
});

const productFields = {
  name: text(200),
  slug: slug.optional(),
  description: z.string().trim().max(10_000).default(""),
  category: slug,
  images: z
    .array(
      z.strictObject({
        url: z
          .string()
          .min(1)
          .max(2_000)
          .regex(/^(\/media\/|https:\/\/)/, "Starts with /media/ or https://."),
        alt: z.string().max(300).default(""),
        width: z.int().min(1).max(20_000).default(240),
        height: z.int().min(1).max(20_000).default(240),
      }),
    )
    .max(20)
    .default([]),
  tint: z
    .strictObject({ hue: z.number().min(0).max(360), chroma: z.number().min(0).max(0.4) })
    .nullable()
    .default(null),
  tags: z.array(text(40)).max(40).default([]),
  taxClass: z.enum(TAX_CLASSES).default("standard"),
  variants: z
    .array(variantInput)
    .min(1, "A product has at least one variant.")
    // 100 actions a transaction: product, slug, and up to four items for each variant.
    .max(20)
    .refine((all) => new Set(all.map((one) => one.sku)).size === all.length, "SKUs must differ."),
};

export const productCreate = z.strictObject(productFields).meta({ id: "ProductCreate" });
export const productUpdate = z
  .strictObject({
    ...productFields,
    /** Left out, it stays as it is. */
    taxClass: z.enum(TAX_CLASSES).optional(),
    /** The version that was edited; a newer one answers PRODUCT_CHANGED. Without it the last write wins. */
    version: z.int().min(1).optional(),
  })
  .meta({ id: "ProductUpdate" });

export type Product = z.output<typeof product>;
export type ProductCreate = z.output<typeof productCreate>;
export type ProductUpdate = z.output<typeof productUpdate>;
export type Variant = z.output<typeof variant>;
export type Category = z.output<typeof category>;

export const productQuery = z
  .strictObject({
    page,
    limit,
    sort: z.enum(["price", "rating", "newest", "name", "relevance"]).optional(),
    order: z.enum(["asc", "desc"]).optional(),
    category: slug.optional(),
    minPrice: priceText.optional(),
    maxPrice: priceText.optional(),
    q: z.string().trim().min(1).max(100).optional(),
    tags: z
      .string()
      .max(400)
      .transform((value) =>
        value
          .split(",")
          .map((tag) => tag.trim())
          .filter(Boolean),
      )
      .optional(),
    inStock: booleanText.optional(),
  })
  .refine((query) => (query.minPrice ?? 0) <= (query.maxPrice ?? Number.POSITIVE_INFINITY), {
    path: ["minPrice"],
    message: "Must not be above maxPrice.",
  })
  .refine((query) => query.sort !== "relevance" || query.q !== undefined, {
    path: ["sort"],
    message: "relevance needs q.",
  });

export type ProductQuery = z.output<typeof productQuery>;

export const listProducts = endpoint({
  id: "catalog.listProducts",
  method: "GET",
  path: "/products",
  summary: "List and search products, with an exact total",
  permission: "public",
  query: productQuery,
  response: z.array(product),
  paged: true,
  errors: ["CATEGORY_NOT_FOUND"],
});

export const getProduct = endpoint({
  id: "catalog.getProduct",
  method: "GET",
  path: "/products/:idOrSlug",
  summary: "One product with its variants, by id or slug",
  permission: "public",
  params: z.strictObject({ idOrSlug: z.string().min(1).max(100) }),
  response: product,
  errors: ["PRODUCT_NOT_FOUND"],
});

export const createProduct = endpoint({
  id: "catalog.createProduct",
  method: "POST",
  path: "/products",
  summary: "Create a product with its variants and opening stock",
  permission: "products.write",
  body: productCreate,
  response: product,
  status: 201,
  errors: ["SLUG_TAKEN", "SKU_TAKEN", "CATEGORY_NOT_FOUND"],
});

export const updateProduct = endpoint({
  id: "catalog.updateProduct",
  method: "PUT",
  path: "/products/:id",
  summary: "Replace a product and its variants",
  permission: "products.write",
  params: z.strictObject({ id: z.string().min(1).max(100) }),
  body: productUpdate,
  response: product,
  errors: ["PRODUCT_NOT_FOUND", "PRODUCT_CHANGED", "SLUG_TAKEN", "SKU_TAKEN", "CATEGORY_NOT_FOUND"],
});

export const deleteProduct = endpoint({
  id: "catalog.deleteProduct",
  method: "DELETE",
  path: "/products/:id",
  summary: "Delete a product; orders keep their copy",
  permission: "products.write",
  params: z.strictObject({ id: z.string().min(1).max(100) }),
  errors: ["PRODUCT_NOT_FOUND"],
});

export const requestRestockNotice = endpoint({
  id: "catalog.requestRestockNotice",
  method: "POST",
  path: "/restock-notices",
  summary: "Be told by one mail when a SKU that is sold out can be bought again",
  permission: "public",
  body: z.strictObject({ sku, email }),
  response: z.object({ sku: z.string(), email: z.string() }),
  status: 201,
  errors: ["SKU_NOT_FOUND", "IN_STOCK"],
});

export const listCategories = endpoint({
  id: "catalog.listCategories",
  method: "GET",
  path: "/categories",
  summary: "The category tree, flat, parents before children",
  permission: "public",
  response: z.array(category),
});

export const getCategory = endpoint({
  id: "catalog.getCategory",
  method: "GET",
  path: "/categories/:slug",
  summary: "One category with its ancestors and children",
  permission: "public",
  params: z.strictObject({ slug: z.string().min(1).max(100) }),
  response: category.extend({ ancestors: z.array(category), children: z.array(category) }),
  errors: ["CATEGORY_NOT_FOUND"],
});

export const server = {
  "catalog.listProducts": {
    impact: "Shoppers cannot list or search products.",
    table: "read",
    memoryMb: 1024,
    rate: { perSecond: 500, burst: 1000 },
  },
  "catalog.getProduct": {
    impact: "Price and stock on a product page do not refresh.",
    table: "read",
    rate: { perSecond: 500, burst: 1000 },
  },
  "catalog.createProduct": { impact: "Staff cannot add products.", table: "write" },
  "catalog.updateProduct": { impact: "Staff cannot change products or prices.", table: "write" },
  "catalog.deleteProduct": { impact: "Staff cannot take products down.", table: "write" },
  "catalog.requestRestockNotice": {
    impact: "Nobody can ask to be told when something is back.",
    table: "write",
    // As for codes: whoever leaves other people's addresses must not get far.
    rate: { perSecond: 5, burst: 20 },
  },
  "catalog.listCategories": { impact: "The shelves are missing from menus.", table: "read" },
  "catalog.getCategory": { impact: "Shelf pages miss their breadcrumb.", table: "read" },
} satisfies Record<string, ServerSide>;
