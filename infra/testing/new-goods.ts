import type { Client } from "./client.ts";

/** A product's body for tests of the wire, with a name, slug and SKU that nobody else has. */
export function newGoods(change: object = {}) {
  const unique = crypto.randomUUID().slice(0, 8);
  return {
    name: `Test Figurine ${unique}`,
    category: "birds",
    description: "Made by a test.",
    tags: ["test"],
    variants: [
      {
        sku: `T-${unique}`,
        options: { height: "9 cm" },
        price: 24,
        compareAtPrice: 29.99,
        stock: 5,
      },
    ],
    ...change,
  };
}

/**
 * Goods of a test's own, so many of them: of those on the shelf other tests buy too, while the stock
 * is counted. Gives their SKU and their page's slug.
 */
export async function sellNewGoods(
  staff: Client,
  stock: number,
): Promise<{ readonly sku: string; readonly slug: string }> {
  const goods = newGoods();
  const variants = goods.variants.map((variant) => ({ ...variant, stock }));
  const created = await staff.post("/products", { ...goods, variants });
  if (created.status !== 201) throw new Error(created.text);
  return created.body.data;
}
