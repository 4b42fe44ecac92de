import type { Category } from "#domain/category";
import type { Order } from "#domain/order";
import type { Product } from "#domain/product";
import type { Stock } from "#domain/stock";
import { type Minor, toMajor } from "#values/money";

export type Table = "User" | "Product" | "Category" | "Order" | "Stock";
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

/** What an item of the table stands for. */
export type Subject =
  | { readonly type: "Profile"; readonly profile: Person }
  | { readonly type: "Product"; readonly product: Product }
  | { readonly type: "Category"; readonly category: Category }
  | { readonly type: "Order"; readonly order: Order }
  | { readonly type: "Stock"; readonly stock: Stock };

/** An item of the table after a change to it. */
export interface Snapshot {
  readonly subject: Subject;
  /** Of the item; of its last image where it was deleted. */
  readonly version: number;
  readonly deleted: boolean;
}

/** What one change of the table does to the reporting database. */
export interface Change {
  readonly table: Table;
  readonly id: string;
  readonly version: number;
  /** Null deletes. */
  readonly row: Row | null;
  /** Of an order. */
  readonly items: readonly Row[];
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

/** The rows that show an item of the table. Pure: no database, no clock. */
export function project({ subject, version, deleted }: Snapshot): Change {
  const { table, id, row, items = [] } = shown(subject);
  const gone = deleted || row === null;
  return {
    table,
    id,
    // An item that is gone has no version: its deletion follows its last one.
    version: deleted ? version + 1 : version,
    row: gone ? null : storable(row),
    items: gone ? [] : storable(items),
  };
}

interface Shown {
  readonly table: Table;
  readonly id: string;
  /** Null where the item itself says that it was deleted. */
  readonly row: Row | null;
  readonly items?: readonly Row[];
}

function shown(subject: Subject): Shown {
  switch (subject.type) {
    case "Profile":
      return { table: "User", id: subject.profile.sub, row: userRow(subject.profile) };
    case "Product": {
      const { product } = subject;
      const row = product.deletedAt === null ? productRow(product) : null;
      return { table: "Product", id: product.id, row };
    }
    case "Category": {
      const { slug, name, parent } = subject.category;
      return { table: "Category", id: slug, row: { slug, name, parentId: parent } };
    }
    case "Order": {
      const { order } = subject;
      return {
        table: "Order",
        id: order.orderNumber,
        row: orderRow(order),
        items: itemRows(order),
      };
    }
    case "Stock": {
      const { sku, productId, available } = subject.stock;
      return { table: "Stock", id: sku, row: { productId, available } };
    }
  }
}

function userRow({ email, name, role, emailVerified, createdAt, updatedAt }: Person): Row {
  return { email, name, role, avatar: null, emailVerified, createdAt, updatedAt };
}

/** `sku`, `price` and `compareAtPrice` are the default variant's; `stock` is summed in the database. */
function productRow(product: Product): Row {
  const variant = product.variants[0];
  if (variant === undefined) throw new Error(`${product.id} has no variant.`);
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
    tax: decimal(order.tax),
    shipping: decimal(order.shipping),
    total: decimal(order.total),
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
  }));
}
