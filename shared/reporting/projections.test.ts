import { describe, expect, it } from "vitest";
import { mockCategory } from "#data/category";
import { mockOrder } from "#data/order";
import { mockProduct } from "#data/product";
import { mockProfile } from "#data/profile";
import { mockStock } from "#data/stock";
import {
  project,
  showCategory,
  showOrder,
  showProduct,
  showProfile,
  showStock,
} from "./projections.ts";

describe("projections", () => {
  it("show a product by its default variant, money as decimals", () => {
    const product = mockProduct({ version: 4 });

    const change = project(showProduct(product), { version: 4, deleted: false });

    expect(change).toMatchObject({ table: "Product", id: "prod_0fox", version: 4 });
    expect(change.row).toMatchObject({
      price: "18.00",
      compareAtPrice: null,
      sku: "0011-06",
      categoryId: "forest-and-savanna",
      images: ["/media/figurines/fox.webp"],
      tags: ["forest", "orange"],
      rating: "0.00",
    });
  });

  it("delete a product whose item is a tombstone, at the tombstone's version", () => {
    const product = mockProduct({ version: 5, deletedAt: "2026-11-23T10:00:00.000Z" });

    const change = project(showProduct(product), { version: 5, deleted: false });

    expect(change).toMatchObject({ row: null, version: 5 });
  });

  it("delete what left the table at the version after its last", () => {
    const shown = showCategory(mockCategory());

    const change = project(shown, { version: 3, deleted: true });

    expect(change).toMatchObject({ table: "Category", id: "birds", row: null, version: 4 });
  });

  it("show an order with one row a line", () => {
    const order = mockOrder({ userId: "sub-1" });

    const change = project(showOrder(order), { version: 1, deleted: false });

    expect(change.row).toMatchObject({ userId: "sub-1", status: "PENDING", total: "52.90" });
    expect(change.parts.OrderItem).toEqual([
      {
        id: "P-261123-7F3KQ/0011-09",
        orderId: "P-261123-7F3KQ",
        productId: "prod_0fox",
        quantity: 2,
        price: "24.00",
        discount: "0.00",
        tax: "7.67",
        taxPercent: 19,
      },
    ]);
  });

  it("keep of a profile what reports need, and no password", () => {
    const { row } = project(showProfile(mockProfile()), { version: 1, deleted: false });

    expect(Object.keys(row ?? {}).sort()).toEqual([
      "avatar",
      "createdAt",
      "email",
      "emailVerified",
      "name",
      "role",
      "updatedAt",
    ]);
  });

  it("count what is available of a SKU, not what is reserved", () => {
    const stock = mockStock({ onHand: 7, reserved: 3, available: 4 });

    const { row } = project(showStock(stock), { version: 9, deleted: false });

    expect(row).toEqual({ productId: "prod_0fox", available: 4 });
  });

  it("drop the one character that PostgreSQL cannot hold", () => {
    const product = mockProduct({ description: "A\u0000fox with a literal \\u0000" });

    const { row } = project(showProduct(product), { version: 1, deleted: false });

    expect(row?.["description"]).toBe("Afox with a literal \\u0000");
  });
});
