import type { Cart, CartLine } from "./cart.ts";

export function mockLine(overrides: Partial<CartLine> = {}): CartLine {
  const line = {
    sku: "0011-09",
    productId: "prod_fox",
    slug: "fox",
    name: "Fox",
    options: { height: "9 cm" },
    image: "/media/figurines/fox.webp",
    tint: { hue: 51, chroma: 0.13 },
    quantity: 1,
    price: 24,
    compareAtPrice: null,
    discount: 0,
    available: 7,
    backordered: 0,
    ...overrides,
  };
  return { total: line.price * line.quantity, ...line };
}

/** A cart as the API would sum it up, with post free from 50. */
export function mockCart(items: CartLine[] = [mockLine()], overrides: Partial<Cart> = {}): Cart {
  const subtotal = items.reduce((sum, line) => sum + line.total, 0);
  const shipping = items.length === 0 || subtotal >= 50 ? 0 : 4.9;
  const total = Math.round((subtotal + shipping) * 100) / 100;
  const tax = Math.round((total * 1900) / 119) / 100;
  return {
    items,
    itemCount: items.reduce((sum, line) => sum + line.quantity, 0),
    subtotal,
    discount: 0,
    shipping,
    tax,
    total,
    currency: "EUR",
    taxes: [{ percent: 19, net: Math.round((total - tax) * 100) / 100, tax }],
    taxIncluded: true,
    promotions: [],
    country: "DE",
    method: "standard",
    quote: "",
    shippingOptions: [
      { id: "standard", price: 4.9, freeFrom: 50, charged: shipping },
      { id: "express", price: 9.9, freeFrom: null, charged: items.length === 0 ? 0 : 9.9 },
    ],
    checkout: null,
    version: 1,
    ...overrides,
  };
}
