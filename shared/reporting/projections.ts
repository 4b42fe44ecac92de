import type { ProjectionMessage } from "#contracts/messages";
import * as Categories from "#data/category";
import * as Orders from "#data/order";
import * as Products from "#data/product";
import * as Profiles from "#data/profile";
import * as Stocks from "#data/stock";
import type { Order } from "#domain/order";
import type { Product } from "#domain/product";
import { type Minor, toMajor } from "#values/money";

export type Table = "User" | "Product" | "Category" | "Order" | "Stock";
export type Row = Readonly<Record<string, unknown>>;

/** What one message does to the reporting database. */
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
  const text = JSON.stringify(value);
  return text.includes("\\u0000") ? JSON.parse(text.replaceAll("\\u0000", "")) : value;
}

/**
 * The rows that show an item of the table. Pure: no database, no clock.
 * @throws ZodError where the image is not what its type promises
 */
export function project(message: ProjectionMessage): Change {
  const deleted = message.image === null;
  const image = message.image ?? message.oldImage;
  // An item that is gone has no version: its deletion follows its last one.
  const change = (table: Table, id: string, row: Row, items: readonly Row[] = []): Change => ({
    table,
    id,
    version: deleted ? message.version + 1 : message.version,
    row: deleted ? null : storable(row),
    items: deleted ? [] : storable(items),
  });
  switch (message.type) {
    case "Profile": {
      const { sub, version: _, ...rest } = Profiles.parse(image);
      return change("User", sub, { avatar: null, ...rest });
    }
    case "Product": {
      const product = Products.parse(image);
      const projected = change("Product", product.id, productRow(product));
      return product.deletedAt === null ? projected : { ...projected, row: null };
    }
    case "Category": {
      const { slug, name, parent } = Categories.parse(image);
      return change("Category", slug, { slug, name, parentId: parent });
    }
    case "Order": {
      const order = Orders.parse(image);
      return change("Order", order.orderNumber, orderRow(order), itemRows(order));
    }
    case "Stock": {
      const { productId, available } = Stocks.parse(image);
      return change("Stock", message.key.PK, { productId, available });
    }
  }
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
