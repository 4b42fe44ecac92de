import type { Shop } from "./shop.ts";

/** The newest six-digit code that was mailed to an address. */
export async function codeFor(shop: Shop, email: string): Promise<string> {
  const mails = (await shop.inbox()).filter((mail) => mail.to.includes(email));
  const code = /\b\d{6}\b/.exec(mails.at(-1)?.text ?? "")?.[0];
  if (code === undefined) throw new Error(`${email} got no code.`);
  return code;
}

/** A confirmed account of its own, for tests that change what belongs to it. */
export async function openAccount(
  shop: Shop,
  name: string,
): Promise<{ readonly email: string; readonly password: string }> {
  const email = `${name}-${crypto.randomUUID()}@example.com`;
  const password = "a long enough password";
  const client = shop.client();
  await client.post("/auth/register", { email, password, name });
  const answer = await client.post("/auth/confirm", { email, code: await codeFor(shop, email) });
  if (answer.status !== 200)
    throw new Error(`Confirming answered ${answer.status}: ${answer.text}`);
  return { email, password };
}
