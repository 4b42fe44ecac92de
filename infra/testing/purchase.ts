import type { Client } from "./client.ts";

export const TEST_ADDRESS = {
  name: "Maren Holt",
  line1: "Kastanienallee 12",
  city: "Berlin",
  postalCode: "10435",
  country: "DE",
};

export interface Purchase {
  readonly orderNumber: string;
  readonly paymentUrl: string;
  readonly accessToken: string;
}

/** A SKU with at least `pieces` in stock. */
export async function findSku(client: Client, pieces = 20): Promise<string> {
  const { body } = await client.get("/products?limit=100&inStock=true&sort=price&order=asc");
  for (const product of body.data) {
    for (const variant of product.variants) if (variant.stock >= pieces) return variant.sku;
  }
  throw new Error(`Nothing on the first page has ${pieces} pieces in stock.`);
}

/** Puts `quantity` of a SKU into the client's cart and checks it out, unpaid. */
export async function placeOrder(
  client: Client,
  options: { email: string; sku?: string; quantity?: number; name?: string },
): Promise<Purchase> {
  const sku = options.sku ?? (await findSku(client));
  const put = await client.put(`/cart/items/${sku}`, { quantity: options.quantity ?? 1 });
  if (put.status !== 200) throw new Error(`The cart answered ${put.status}: ${put.text}`);
  const shippingAddress = { ...TEST_ADDRESS, name: options.name ?? TEST_ADDRESS.name };
  const answer = await client.post(
    "/checkout",
    { email: options.email, shippingAddress, shippingMethod: "standard" },
    { headers: { "idempotency-key": crypto.randomUUID() } },
  );
  if (answer.status !== 201) throw new Error(`Checkout answered ${answer.status}: ${answer.text}`);
  return answer.body.data;
}

/** Submits a card on the payment page. Gives the address to which the page then sends the browser. */
export async function pay(paymentUrl: string, card = "4242 4242 4242 4242"): Promise<string> {
  const url = new URL(paymentUrl);
  const response = await fetch(`${url.origin}${url.pathname}`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ card, exp: "12 / 34", cvc: "123", name: "Maren Holt" }),
  });
  return response.headers.get("location") ?? "";
}

/** A paid order, once the shop has worked off what Stripe told. */
export async function placePaidOrder(
  shop: { client(): Client; idle(): Promise<void> },
  options: { email: string; sku?: string; quantity?: number; name?: string; client?: Client },
): Promise<Purchase> {
  const { client = shop.client(), ...wanted } = options;
  const order = await placeOrder(client, wanted);
  await pay(order.paymentUrl);
  await shop.idle();
  return order;
}
