import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTestTable } from "../../infra/testing/table.ts";
import { get } from "#gateways/storage";
import { handler } from "./seed-catalogue.ts";

vi.mock("#gateways/storage", () => ({ get: vi.fn<typeof get>() }));

let table: Awaited<ReturnType<typeof openTestTable>>;
beforeAll(async () => {
  table = await openTestTable();
});
afterAll(() => table.close());
afterEach(() => vi.resetAllMocks());

function stored(file: unknown) {
  const body = Buffer.from(JSON.stringify(file));
  return { body, contentType: "application/json", metadata: {} };
}

const categories = [{ path: "sea", slug: "sea", name: "Sea", parent: null, position: 0 }];
const products = [
  {
    no: 1,
    slug: "whale",
    name: "Whale",
    description: "Takes its time.",
    category: "sea",
    tags: [],
    image: "figurines/whale.webp",
    hue: 220,
    chroma: 0.1,
    variants: [{ sku: "0001-09", height: "9 cm", price: 3400, compareAtPrice: null, stock: 3 }],
    createdAt: "2026-11-01T09:00:00.000Z",
  },
];

describe("the seeding job", () => {
  it("loads what the media bucket holds, once", async () => {
    vi.mocked(get).mockResolvedValue(stored({ categories, products }));
    expect(await handler()).toEqual({ products: 1, written: 1 });
    expect(get).toHaveBeenCalledWith("media", "demo/catalogue.json");
    expect(await handler()).toEqual({ products: 1, written: 0 });
  });

  it("fails where there is nothing to load, or something else", async () => {
    vi.mocked(get).mockResolvedValueOnce(undefined);
    await expect(handler()).rejects.toThrow("no demo/catalogue.json");
    vi.mocked(get).mockResolvedValueOnce(stored({ products: "many" }));
    await expect(handler()).rejects.toThrow();
  });
});
