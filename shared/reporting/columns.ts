import type { Part, Table } from "./projections.ts";

/** Where the rows of each kind lie. */
export const RELATION: Record<Table | Part, string> = {
  User: `"User"`,
  Product: `"Product"`,
  Category: `"Category"`,
  Order: `"Order"`,
  OrderItem: `"OrderItem"`,
  Fulfilment: `"Fulfilment"`,
  Refund: `"Refund"`,
  Return: `"Return"`,
  OrderTax: `"OrderTax"`,
  OrderPromotion: `"OrderPromotion"`,
  Stock: `projector."Stock"`,
};

/** Columns as they arrive in JSON, and the types they are read as. */
const COLUMNS: Record<Table | Part, Readonly<Record<string, string>>> = {
  User: {
    id: "text",
    email: "text",
    name: "text",
    role: "text",
    avatar: "text",
    emailVerified: "boolean",
    createdAt: "timestamptz",
    updatedAt: "timestamptz",
    version: "integer",
  },
  Product: {
    id: "text",
    name: "text",
    slug: "text",
    description: "text",
    price: "decimal",
    compareAtPrice: "decimal",
    sku: "text",
    categoryId: "text",
    images: "text[]",
    tags: "text[]",
    rating: "decimal",
    reviewCount: "integer",
    createdAt: "timestamptz",
    updatedAt: "timestamptz",
    version: "integer",
  },
  Category: { id: "text", name: "text", slug: "text", parentId: "text", version: "integer" },
  Order: {
    id: "text",
    orderNumber: "text",
    userId: "text",
    status: "text",
    subtotal: "decimal",
    discount: "decimal",
    tax: "decimal",
    shipping: "decimal",
    total: "decimal",
    refunded: "decimal",
    currency: "text",
    taxIncluded: "boolean",
    shippingAddress: "jsonb",
    paymentMethod: "text",
    paymentIntentId: "text",
    createdAt: "timestamptz",
    updatedAt: "timestamptz",
    version: "integer",
  },
  OrderItem: {
    id: "text",
    orderId: "text",
    productId: "text",
    quantity: "integer",
    price: "decimal",
    discount: "decimal",
    tax: "decimal",
    taxPercent: "decimal",
  },
  Fulfilment: {
    id: "text",
    orderId: "text",
    carrier: "text",
    trackingNumber: "text",
    lines: "jsonb",
    shippedAt: "timestamptz",
    deliveredAt: "timestamptz",
  },
  Refund: {
    id: "text",
    orderId: "text",
    status: "text",
    amount: "decimal",
    shipping: "decimal",
    reason: "text",
    returnId: "text",
    paymentIntentId: "text",
    lines: "jsonb",
    requestedAt: "timestamptz",
    settledAt: "timestamptz",
  },
  Return: {
    id: "text",
    orderId: "text",
    status: "text",
    restocked: "boolean",
    refundId: "text",
    lines: "jsonb",
    requestedAt: "timestamptz",
    updatedAt: "timestamptz",
  },
  OrderTax: { id: "text", orderId: "text", percent: "decimal", net: "decimal", tax: "decimal" },
  OrderPromotion: {
    id: "text",
    orderId: "text",
    promotionId: "text",
    code: "text",
    title: "text",
    kind: "text",
    amount: "decimal",
  },
  Stock: { id: "text", productId: "text", available: "integer", version: "integer" },
};

/** The columns of a table that come from an item, quoted. */
export function names(table: Table | Part): string[] {
  return Object.keys(COLUMNS[table]).map((name) => `"${name}"`);
}

/** The rows in the statement's first parameter, a JSON array, as a relation called `new`. */
export function recordset(table: Table | Part): string {
  const columns = Object.entries(COLUMNS[table]).map(([name, type]) => `"${name}" ${type}`);
  return `jsonb_to_recordset($1::jsonb) as new (${columns.join(", ")})`;
}
