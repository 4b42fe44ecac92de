import type { Category } from "#domain/category";
import type { Order, Pieces } from "#domain/order";
import { defaultVariant, type Product } from "#domain/product";
import { type Refund, refunded } from "#domain/refund";
import type { StockShard } from "#domain/stock";
import { type Minor, toMajor } from "#values/money";

/** In the order in which they are written. */
export const TABLES = ["User", "Category", "Product", "Stock", "Order"] as const;
/** Tables whose rows are parts of an order and come and go with it. */
export const PARTS = [
  "OrderItem",
  "OrderTax",
  "OrderPromotion",
  "Fulfilment",
  "Refund",
  "Return",
] as const;

export type Table = (typeof TABLES)[number];
export type Part = (typeof PARTS)[number];
export type Row = Readonly<Record<string, unknown>>;

/** Somebody with an account. */
export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly emailVerified: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The rows that show one item of the table. */
export interface Shown {
  readonly table: Table;
  readonly id: string;
  /** Null where the item itself says that it was deleted. */
  readonly row: Row | null;
  /** Of an order. */
  readonly parts?: Parts;
}

type Parts = Readonly<Record<Part, readonly Row[]>>;

/** What one change of the table does to the reporting database. */
export interface Change {
  readonly table: Table;
  readonly id: string;
  readonly version: number;
  /** Null deletes. */
  readonly row: Row | null;
  /** Of an order; none where it is gone. */
  readonly parts: Partial<Parts>;
}

/** Minor units as PostgreSQL's decimal: 2999 → "29.99". */
function decimal(amount: Minor): string {
  return toMajor(amount).toFixed(2);
}

/** PostgreSQL's text holds every character but NUL. */
function storable<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === "string" ? part.replaceAll("\u0000", "") : part,
  );
}

/**
 * What a change of an item does to the database. Pure: no database, no clock.
 * @param version of the item; of its last image where it was deleted
 */
export function project(
  { table, id, row, parts }: Shown,
  { version, deleted }: { readonly version: number; readonly deleted: boolean },
): Change {
  const gone = deleted || row === null;
  return {
    table,
    id,
    // An item that is gone has no version: its deletion follows its last one.
    version: deleted ? version + 1 : version,
    row: gone ? null : storable(row),
    parts: gone || parts === undefined ? {} : storable(parts),
  };
}

/** The row of `"User"`. */
export function showProfile(profile: Person): Shown {
  const { sub, email, name, role, emailVerified, createdAt, updatedAt } = profile;
  const row = { email, name, role, avatar: null, emailVerified, createdAt, updatedAt };
  return { table: "User", id: sub, row };
}

/** The row of `"Category"`. */
export function showCategory({ slug, name, parent }: Category): Shown {
  return { table: "Category", id: slug, row: { slug, name, parentId: parent } };
}

/** Part of what its product has, a row a shard; see apply.ts. */
export function showStock({ sku, shard, productId, available }: StockShard): Shown {
  const id = shard === 0 ? sku : `${sku}#${shard}`;
  return { table: "Stock", id, row: { productId, available } };
}

/** The row of `"Product"`, or its deletion where the item is a tombstone. */
export function showProduct(product: Product): Shown {
  const row = product.deletedAt === null ? productRow(product) : null;
  return { table: "Product", id: product.id, row };
}

/** The row of `"Order"`, with those of what was bought, sent, given back and returned. */
export function showOrder(order: Order): Shown {
  const parts = {
    OrderItem: itemRows(order),
    OrderTax: taxRows(order),
    OrderPromotion: promotionRows(order),
    Fulfilment: order.fulfilments.map((one) => partRow(order, one, { ...one })),
    Refund: order.refunds.map((one) => partRow(order, one, refundRow(one))),
    Return: order.returns.map((one) => partRow(order, one, { ...one })),
  };
  return { table: "Order", id: order.orderNumber, row: orderRow(order), parts };
}

/** `sku`, `price` and `compareAtPrice` are the default variant's; `stock` is summed in the database. */
function productRow(product: Product): Row {
  const variant = defaultVariant(product);
  return {
    name: product.name,
    slug: product.slug,
    description: product.description,
    price: decimal(variant.price),
    compareAtPrice: variant.compareAtPrice === null ? null : decimal(variant.compareAtPrice),
    sku: variant.sku,
    categoryId: product.category,
    images: product.images.map((image) => image.url),
    tags: product.tags,
    rating: product.rating.toFixed(2),
    reviewCount: product.reviewCount,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
  };
}

function orderRow(order: Order): Row {
  return {
    orderNumber: order.orderNumber,
    userId: order.userId,
    status: order.status,
    subtotal: decimal(order.subtotal),
    discount: decimal(order.discount),
    tax: decimal(order.tax),
    shipping: decimal(order.shipping),
    total: decimal(order.total),
    refunded: decimal(refunded(order)),
    currency: order.currency,
    taxIncluded: order.taxIncluded,
    shippingAddress: order.shippingAddress,
    paymentMethod: order.payment.method,
    paymentIntentId: order.payment.intentId,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  };
}

/** One row a line; a SKU stands once in an order. */
function itemRows(order: Order): Row[] {
  return order.items.map((item) => ({
    id: `${order.orderNumber}/${item.sku}`,
    orderId: order.orderNumber,
    productId: item.productId,
    quantity: item.quantity,
    price: decimal(item.price),
    discount: decimal(item.discount),
    tax: decimal(item.tax),
    taxPercent: item.taxPercent,
  }));
}

/** One row a rate; a rate stands once in an order. */
function taxRows({ orderNumber, taxes }: Order): Row[] {
  return taxes.map(({ percent, net, tax }) => ({
    id: `${orderNumber}/${percent}`,
    orderId: orderNumber,
    percent,
    net: decimal(net),
    tax: decimal(tax),
  }));
}

function promotionRows({ orderNumber, promotions }: Order): Row[] {
  return promotions.map(({ promotionId, code, title, kind, amount }) => ({
    id: `${orderNumber}/${promotionId}`,
    orderId: orderNumber,
    promotionId,
    code,
    title,
    kind,
    amount: decimal(amount),
  }));
}

/** A part is named within its order; columns that a table does not have are left out by it. */
function partRow(
  { orderNumber }: Order,
  { id, lines }: { readonly id: string; readonly lines: readonly Pieces[] },
  row: Row,
): Row {
  const named = { id: `${orderNumber}/${id}`, orderId: orderNumber };
  return { ...row, ...named, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
}

function refundRow(refund: Refund): Row {
  const { amount, shipping, intentId } = refund;
  return {
    ...refund,
    amount: decimal(amount),
    shipping: decimal(shipping),
    paymentIntentId: intentId,
  };
}
