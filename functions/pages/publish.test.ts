import { describe, expect, it } from "vitest";
import { mockCategory } from "#data/category";
import { mockProduct } from "#data/product";
import { type Product, toPublic } from "#domain/product";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import { pageKey } from "./page-key.ts";
import { type Publisher, publish } from "./publish.ts";

const tree = [
  mockCategory({ slug: "animals", parent: null, path: "animals" }),
  mockCategory({ slug: "birds", parent: "animals", path: "animals/birds" }),
  mockCategory({ slug: "food", parent: null, path: "food" }),
];

interface Kept {
  body: string;
  metadata: Readonly<Record<string, string>>;
}

/** A bucket, a table of products, and a storefront that writes down what it was asked to show. */
function world(products: readonly Product[], options: { storeUrl?: string } = {}) {
  const bucket = new Map<string, Kept>();
  const rendered: string[] = [];
  const stock = () => ({ available: 7, backorder: false });
  const publisher: Publisher = {
    storeUrl: options.storeUrl,
    site: {
      async render(url, { data, staff }) {
        const { pathname } = new URL(url);
        rendered.push(pathname);
        const slug = /^\/products\/(.+)$/.exec(pathname)?.[1];
        const product = slug === undefined ? undefined : await data.product(slug);
        if (product === null) return new Response("gone", { status: 404 });
        if (pathname === "/broken") return new Response("", { status: 500 });
        return new Response(`<link href="${url}">${product?.name ?? ""}${staff?.role ?? ""}`);
      },
      staticPaths: () => ["/", "/privacy", "/admin", "/admin/orders", "/sign-in"],
    },
    data: {
      categories: async () => [],
      products: async () => ({ items: [], total: 0 }),
      product: async () => null,
      terms: async () => DEFAULT_SETTINGS,
    },
    categories: async () => tree,
    products: async (ids) =>
      products.filter((one) => ids.includes(one.id)).map((one) => toPublic(one, stock)),
    allProductIds: async () => products.map((one) => one.id),
    isTaken: async (slug) => products.some((one) => one.slug === slug),
    storage: {
      list: async (prefix) => [...bucket.keys()].filter((key) => key.startsWith(prefix)),
      metadata: async (key) => bucket.get(key)?.metadata,
      async put({ key, body, metadata = {} }) {
        bucket.set(key, { body: String(body), metadata });
      },
      async remove(keys) {
        for (const key of keys) bucket.delete(key);
      },
    },
  };
  return { publisher, bucket, rendered };
}

const fox = mockProduct({
  id: "prod_fox",
  slug: "fox",
  name: "Fox",
  category: "birds",
  version: 3,
});

describe("the key of a page", () => {
  it("is its path as CloudFront asks for it", () => {
    expect(pageKey("/")).toBe("index.html");
    expect(pageKey("/animals")).toBe("animals");
    expect(pageKey("/products/fox")).toBe("products/fox");
  });
});

describe("publishing", () => {
  it("puts a product's page, its shelves up to the root, and home", async () => {
    const { publisher, bucket } = world([fox]);
    const published = await publish([{ productIds: ["prod_fox"] }], publisher);
    expect([...bucket.keys()].sort()).toEqual(["animals", "birds", "index.html", "products/fox"]);
    expect(published).toEqual({ written: 4, removed: 0 });
    expect(bucket.get("products/fox")).toMatchObject({
      metadata: { "product-id": "prod_fox", version: "3" },
    });
  });

  it("renders a page once, however many messages name it", async () => {
    const { publisher, rendered } = world([fox]);
    await publish([{ productIds: ["prod_fox"] }, { productIds: ["prod_fox"] }, {}], publisher);
    expect(rendered.toSorted()).toEqual(["/", "/animals", "/birds", "/products/fox"]);
  });

  it("shows the shelf that a product left", async () => {
    const { publisher, bucket } = world([fox]);
    await publish([{ productIds: ["prod_fox"], categories: ["food", "unknown"] }], publisher);
    expect([...bucket.keys()]).toContain("food");
    expect([...bucket.keys()]).not.toContain("unknown");
  });

  it("publishes all products, shelves and static pages at once, and nothing of the console", async () => {
    const { publisher, bucket } = world([fox]);
    await publish([{ everything: true }], publisher);
    expect([...bucket.keys()].sort()).toEqual([
      "animals",
      "birds",
      "food",
      "index.html",
      "privacy",
      "products/fox",
      "sign-in",
    ]);
  });

  it("never puts an older version over a newer one", async () => {
    const { publisher, bucket } = world([fox]);
    const newer = { body: "newer", metadata: { "product-id": "prod_fox", version: "4" } };
    bucket.set("products/fox", newer);
    await publish([{ productIds: ["prod_fox"] }], publisher);
    expect(bucket.get("products/fox")).toBe(newer);
  });

  it("keeps to that among many products too, and looks only at pages that are there", async () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      mockProduct({ id: `prod_${index}`, slug: `fox-${index}`, category: "birds" }),
    );
    const { publisher, bucket } = world(many);
    const newer = { body: "newer", metadata: { "product-id": "prod_7", version: "2" } };
    bucket.set("products/fox-7", newer);
    const looked: string[] = [];
    const storage = {
      ...publisher.storage,
      metadata: (key: string) => {
        looked.push(key);
        return publisher.storage.metadata(key);
      },
    };
    await publish([{ everything: true }], { ...publisher, storage });
    expect(looked).toEqual(["products/fox-7"]);
    expect(bucket.get("products/fox-7")).toBe(newer);
    expect(bucket.has("products/fox-39")).toBe(true);
  });

  it("lets a new product have the address of an old one", async () => {
    const { publisher, bucket } = world([fox]);
    bucket.set("products/fox", { body: "", metadata: { "product-id": "prod_old", version: "9" } });
    await publish([{ productIds: ["prod_fox"] }], publisher);
    expect(bucket.get("products/fox")?.metadata["product-id"]).toBe("prod_fox");
  });

  it("takes the page of a deleted product away", async () => {
    const { publisher, bucket } = world([]);
    bucket.set("products/fox", { body: "", metadata: {} });
    const message = { productIds: ["prod_fox"], productSlugs: ["fox"], categories: ["birds"] };
    expect(await publish([message], publisher)).toMatchObject({ removed: 1 });
    expect(bucket.has("products/fox")).toBe(false);
  });

  it("moves a page with its product's address", async () => {
    const { publisher, bucket } = world([{ ...fox, slug: "red-fox" }]);
    bucket.set("products/fox", { body: "", metadata: {} });
    await publish([{ productIds: ["prod_fox"], productSlugs: ["fox", "red-fox"] }], publisher);
    expect(bucket.has("products/fox")).toBe(false);
    expect(bucket.has("products/red-fox")).toBe(true);
  });

  it("names the shop's address where it is known, and none where it is not", async () => {
    const known = world([fox], { storeUrl: "https://shop.example" });
    await publish([{ productIds: ["prod_fox"] }], known.publisher);
    expect(known.bucket.get("products/fox")?.body).toContain("https://shop.example/products/fox");
    const unknown = world([fox]);
    await publish([{ productIds: ["prod_fox"] }], unknown.publisher);
    expect(unknown.bucket.get("products/fox")?.body).toBe('<link href="/products/fox">Fox');
  });

  it("fails where a page cannot be rendered, so that the messages come again", async () => {
    const { publisher } = world([fox]);
    const broken = { ...publisher.site, staticPaths: () => ["/broken"] };
    await expect(publish([{ everything: true }], { ...publisher, site: broken })).rejects.toThrow(
      "/broken",
    );
  });
});
