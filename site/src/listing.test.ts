import { describe, expect, it } from "vitest";
import { listingHref, listingQuery, pageNumbers, readListing } from "./listing.ts";

const read = (query: string) => readListing(new URLSearchParams(query));

describe("a listing's address", () => {
  it("says nothing for the first page, newest first", () => {
    const plain = read("");
    expect(plain).toMatchObject({ page: 1, sort: "newest", q: undefined, inStock: false });
    expect(listingHref("/animals", plain)).toBe("/animals");
  });

  it("survives being read and written", () => {
    const query = "sort=price-desc&minPrice=15&maxPrice=40.5&inStock=true&page=3";
    const listing = read(query);
    expect(listingHref("/animals", listing, { page: listing.page })).toBe(`/animals?${query}`);
  });

  it("ignores what makes no sense", () => {
    const listing = read("page=-4&sort=cheapest&minPrice=abc&maxPrice=1e9&inStock=maybe");
    expect(listing).toEqual(read(""));
  });

  it("stays within the API's bounds", () => {
    expect(read("page=99999").page).toBe(10_000);
    expect(read("page=0").page).toBe(1);
    expect(read(`q=${"x".repeat(300)}`).q).toHaveLength(100);
  });

  it("takes a comma, and a price range the wrong way round", () => {
    expect(read("minPrice=40,50&maxPrice=15")).toMatchObject({ minPrice: 15, maxPrice: 40.5 });
  });

  it("goes back to page 1 when a filter changes", () => {
    expect(listingHref("/animals", read("page=3"), { inStock: true })).toBe(
      "/animals?inStock=true",
    );
  });

  it("orders a search by relevance, and only a search", () => {
    expect(read("q=fox").sort).toBe("relevance");
    expect(read("sort=relevance").sort).toBe("newest");
    expect(listingHref("/search", read("q=fox"))).toBe("/search?q=fox");
    expect(listingHref("/search", read("q=fox&sort=newest"))).toBe("/search?q=fox&sort=newest");
  });
});

it("asks the page's data for what the address says", () => {
  expect(listingQuery(read("sort=price&maxPrice=20&inStock=true&page=2"), "animals")).toEqual({
    page: 2,
    limit: 24,
    sort: "price",
    order: "asc",
    category: "animals",
    maxPrice: 20,
    inStock: true,
  });
});

describe("page numbers", () => {
  it("are all there when they are few", () => {
    expect(pageNumbers(1, 4)).toEqual([1, 2, 3, 4]);
    expect(pageNumbers(1, 1)).toEqual([1]);
  });
  it("leave gaps when they are many, but keep both ends", () => {
    expect(pageNumbers(1, 9)).toEqual([1, 2, 3, 4, null, 9]);
    expect(pageNumbers(5, 9)).toEqual([1, null, 4, 5, 6, null, 9]);
    expect(pageNumbers(9, 9)).toEqual([1, null, 6, 7, 8, 9]);
  });
});
