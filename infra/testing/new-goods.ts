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
