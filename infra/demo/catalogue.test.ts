import { describe, expect, it } from "vitest";
import { completeCatalogue, draftCatalogue } from "./catalogue.ts";
import { categories, singleLabels } from "./categories.ts";
import { readEmoji, readPictures } from "./emoji.ts";
import { lines } from "./lines/index.ts";
import { SHOP_NAMES } from "./names.ts";
import { CATALOGUE_DATE } from "./offer.ts";
import { NOT_SOLD, SECOND_DELIVERY } from "./selection.ts";

const pictureOf = readPictures();
const emoji = readEmoji();
const drafts = draftCatalogue(emoji, (hexcode) => pictureOf(hexcode) !== undefined);
const tints = new Map(drafts.map(({ slug }) => [slug, { hue: 51, chroma: 0.13 }]));
const { products } = completeCatalogue(drafts, tints);
const bySlug = new Map(products.map((product) => [product.slug, product]));

describe("the category tree", () => {
  it("has the five shelves of the shop as roots, in their order", () => {
    const roots = categories.filter(({ parent }) => parent === null);
    expect(roots.map(({ slug }) => slug)).toEqual([
      "animals",
      "food",
      "travel",
      "activities",
      "objects",
    ]);
  });

  it("hangs together: each parent comes first, and the path is its path", () => {
    const paths = new Map<string, string>();
    for (const { slug, parent, path } of categories) {
      expect(path).toBe(parent === null ? slug : `${paths.get(parent)}/${slug}`);
      expect(paths.has(slug)).toBe(false);
      expect(path.split("/").length).toBeLessThanOrEqual(3);
      paths.set(slug, path);
    }
  });

  it("has no empty leaf, and figurines stand on leaves only", () => {
    const parents = new Set(categories.map(({ parent }) => parent));
    const leaves = categories.filter(({ slug }) => !parents.has(slug)).map(({ slug }) => slug);
    expect(new Set(products.map(({ category }) => category))).toEqual(new Set(leaves));
  });
});

describe("the figurines", () => {
  it("are about a thousand, numbered from one", () => {
    expect(products.length).toBeGreaterThan(950);
    expect(products.map(({ no }) => no)).toEqual(products.map((_, index) => index + 1));
  });

  it("bear the numbers of the drawings", () => {
    const numbers = { fox: 11, hedgehog: 54, penguin: 73, "t-rex": 94, whale: 96, octopus: 103 };
    const further = { mushroom: 151, compass: 283, tent: 314, rocket: 387, guitar: 583 };
    for (const [slug, no] of Object.entries({ ...numbers, ...further })) {
      expect([slug, bySlug.get(slug)?.no]).toEqual([slug, no]);
    }
  });

  it("have slugs and SKUs of their own", () => {
    expect(bySlug.size).toBe(products.length);
    const skus = products.flatMap(({ variants }) => variants.map(({ sku }) => sku));
    expect(new Set(skus).size).toBe(products.length * 3);
    for (const { slug } of products) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const sku of skus) expect(sku).toMatch(/^\d{4}-(06|09|14)$/);
  });

  it("have names as on a shelf", () => {
    const names = ["t-rex", "three-oclock", "ear-of-corn", "pinata", "dna", "jack-o-lantern"];
    expect(names.map((slug) => bySlug.get(slug)?.name)).toEqual([
      "T-Rex",
      "Three O’Clock",
      "Ear of Corn",
      "Piñata",
      "DNA",
      "Jack-O-Lantern",
    ]);
  });

  it("leave out what is no toy", () => {
    for (const slug of ["dagger", "coffin", "church", "skull", "syringe", "grinning-woman"]) {
      expect(bySlug.has(slug)).toBe(false);
    }
    expect(bySlug.has("water-pistol")).toBe(true);
  });

  it("have printable keywords", () => {
    const tags = products.flatMap((product) => product.tags);
    for (const tag of tags) expect(tag).toMatch(/^\p{L}[\p{L}-]+$/u);
    expect(tags).not.toContain("weapon");
  });
});

describe("the lines under them", () => {
  it("are one for each figurine and none for anybody else, no two the same", () => {
    expect(new Set(lines.keys())).toEqual(new Set(bySlug.keys()));
    expect(new Set(lines.values()).size).toBe(lines.size);
  });

  it("are short, end properly, and never shout", () => {
    for (const line of lines.values()) {
      expect(line).toMatch(/^[A-Z〒].*[.?]$/u);
      expect(line).not.toMatch(/!|\s{2}|[–—]/);
      expect(line.length).toBeLessThanOrEqual(110);
    }
  });
});

describe("what they cost, and how many there are", () => {
  it("grows with the height, in whole or half euros, within bounds", () => {
    for (const { variants } of products) {
      const [nine = 0, six = 0, fourteen = 0] = variants.map(({ price }) => price);
      expect([six >= 1200, six < nine, nine < fourteen, fourteen <= 5900]).toEqual(
        Array.from({ length: 4 }, () => true),
      );
      for (const { price } of variants) expect(price % 50).toBe(0);
    }
  });

  it("is reduced for about one in twelve, from a price that was higher", () => {
    const reduced = products.filter(({ variants }) =>
      variants.some((v) => v.compareAtPrice !== null),
    );
    expect(reduced.length / products.length).toBeGreaterThan(0.05);
    expect(reduced.length / products.length).toBeLessThan(0.11);
    for (const { price, compareAtPrice } of reduced.flatMap(({ variants }) => variants)) {
      expect(compareAtPrice ?? price + 1).toBeGreaterThan(price);
    }
  });

  it("is plenty for most, few for some, none for a few", () => {
    const stocks = products.flatMap(({ variants }) => variants.map(({ stock }) => stock));
    const share = (test: (stock: number) => boolean) => stocks.filter(test).length / stocks.length;
    expect(share((stock) => stock === 0)).toBeGreaterThan(0.02);
    expect(share((stock) => stock === 0)).toBeLessThan(0.06);
    expect(share((stock) => stock > 0 && stock < 10)).toBeLessThan(0.11);
    expect(share((stock) => stock >= 12)).toBeGreaterThan(0.85);
  });

  it("is for the fox what the drawings say", () => {
    expect(bySlug.get("fox")?.variants).toEqual([
      { sku: "0011-09", height: "9 cm", price: 2400, compareAtPrice: 3200, stock: 7 },
      { sku: "0011-06", height: "6 cm", price: 1800, compareAtPrice: null, stock: 31 },
      { sku: "0011-14", height: "14 cm", price: 3900, compareAtPrice: null, stock: 22 },
    ]);
  });

  it("comes within the year before the catalogue's date", () => {
    for (const { createdAt } of products) {
      const age = CATALOGUE_DATE - Date.parse(createdAt);
      expect(age).toBeGreaterThan(0);
      expect(age).toBeLessThan(367 * 86_400_000);
    }
  });
});

describe("the lists kept by hand", () => {
  it("name emoji that exist", () => {
    const labels = new Set(emoji.map(({ label }) => label));
    const named = [...NOT_SOLD, ...SECOND_DELIVERY, ...Object.keys(SHOP_NAMES), ...singleLabels()];
    expect(named.filter((label) => !labels.has(label))).toEqual([]);
  });
});
