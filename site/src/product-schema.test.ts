import { expect, it } from "vitest";
import { productSchema } from "./product-schema.ts";
import { mockProduct } from "./testing.ts";

const page = new URL("https://shop.example/products/fox?ref=1");

it("tells search engines price and stock of each height", () => {
  const schema = JSON.parse(productSchema(mockProduct(), page));
  expect(schema.offers).toHaveLength(3);
  expect(schema.offers[1]).toMatchObject({
    sku: "0011-09",
    price: "24.00",
    priceCurrency: "EUR",
    availability: "https://schema.org/InStock",
    url: "https://shop.example/products/fox",
  });
  expect(schema.image).toEqual(["https://shop.example/media/figurines/fox.webp"]);
});

it("tells what is sold out from what comes later", () => {
  const { variants } = mockProduct();
  const sold = variants.map((variant, at) => ({ ...variant, stock: 0, backorder: at === 1 }));
  const { offers } = JSON.parse(productSchema(mockProduct({ variants: sold }), page));
  expect(offers.map((one: { availability: string }) => one.availability)).toEqual(
    ["OutOfStock", "BackOrder", "OutOfStock"].map((name) => `https://schema.org/${name}`),
  );
});

it("claims no rating, for there are no reviews", () => {
  expect(productSchema(mockProduct(), page)).not.toContain("aggregateRating");
});

it("cannot be ended by a description", () => {
  const text = productSchema(mockProduct({ description: "</script><script>alert(1)" }), page);
  expect(text).not.toContain("</script>");
  expect(JSON.parse(text).description).toBe("</script><script>alert(1)");
});
