import { beforeAll, describe, expect, it } from "vitest";
import { openAccount } from "../../infra/testing/account.ts";
import { findSku } from "../../infra/testing/purchase.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

function setCookies(headers: Headers): Record<string, string> {
  return Object.fromEntries(headers.getSetCookie().map((one) => [one.split("=")[0], one]));
}

describe("signing in", () => {
  it("keeps the tokens in cookies that no script can read", async () => {
    const answer = await shop.client().post("/auth/login", shop.demoShopper);

    const cookies = setCookies(answer.headers);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body.data)).toEqual(["user"]);
    expect(cookies["__Host-access"]).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Lax/);
    expect(cookies["__Secure-refresh"]).toMatch(
      /; Path=\/api\/v1\/auth; Max-Age=2592000; HttpOnly; Secure; SameSite=Strict/,
    );
    for (const one of Object.values(cookies)) expect(one.length).toBeLessThan(4_096);
  });

  it("gives tokens and no cookies to clients that ask for them", async () => {
    const answer = await shop.client().post("/auth/login", { ...shop.demoShopper, tokens: true });

    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.body.data).toMatchObject({
      accessToken: expect.stringMatching(/^ey/),
      refreshToken: expect.any(String),
      expiresIn: expect.any(Number),
      user: { email: shop.demoShopper.email },
    });
  });

  it("does not tell an unknown address from a wrong password", async () => {
    const { email, password } = shop.demoShopper;

    const wrong = await shop.client().post("/auth/login", { email, password: "wrong password" });
    const unknown = await shop.client().post("/auth/login", { email: "no@example.com", password });

    expect([wrong.status, wrong.body.error.code]).toEqual([401, "INVALID_CREDENTIALS"]);
    expect(unknown.body).toEqual(wrong.body);
  });

  it("takes a guest's basket along, once", async () => {
    const account = await openAccount(shop, "basket");
    const client = shop.client();
    const sku = await findSku(client);
    await client.put(`/cart/items/${sku}`, { quantity: 2 });
    const guest = client.cookies.get("__Host-cart");

    await client.post("/auth/login", account);
    const mine = (await client.get("/cart")).body.data.items;
    const stolen = await shop
      .client()
      .get("/cart", { headers: { cookie: `__Host-cart=${guest}` } });

    expect(mine).toMatchObject([{ sku, quantity: 2 }]);
    expect(client.cookies.has("__Host-cart")).toBe(false);
    expect(stolen.body.data.items).toEqual([]);
  });

  it.each([
    ["password", { password: undefined }],
    ["email", { email: ["a@example.com"] }],
    ["tokens", { tokens: "yes" }],
  ])("names %s where that is at fault", async (field, wrong) => {
    const answer = await shop.client().post("/auth/login", { ...shop.demoShopper, ...wrong });

    expect(answer.status).toBe(400);
    expect(answer.body.error.details[0].field).toBe(field);
  });
});

describe("a session", () => {
  it("belongs to nobody at first, and has a token that survives signing in", async () => {
    const client = shop.client();

    const before = (await client.get("/auth/session")).body.data;
    await client.post("/auth/login", shop.demoAdmin);
    const after = (await client.get("/auth/session")).body.data;

    expect(before.user).toBeNull();
    expect(after.user).toMatchObject({ email: shop.demoAdmin.email, role: "admin" });
    expect(after.csrfToken).toBe(before.csrfToken);
  });

  it("gets a new token where somebody made one up", async () => {
    const cookie = "__Host-csrf=made.up";

    const answer = await shop.client().get("/auth/session", { headers: { cookie } });

    expect(answer.body.data.csrfToken).not.toBe("made.up");
    expect(answer.headers.getSetCookie().join()).toContain("__Host-csrf=");
  });

  it("goes on with the refresh cookie", async () => {
    const client = shop.client();
    await client.post("/auth/login", shop.demoShopper);
    client.cookies.delete("__Host-access");

    const refreshed = await client.post("/auth/refresh", {});

    expect(refreshed.status).toBe(200);
    expect(refreshed.body.data.accessToken).toBeUndefined();
    expect((await client.get("/auth/session")).body.data.user.email).toBe(shop.demoShopper.email);
  });

  it("goes on with a refresh token in the body, answered by tokens", async () => {
    const client = shop.client();
    const login = await client.post("/auth/login", { ...shop.demoShopper, tokens: true });
    const { refreshToken } = login.body.data;

    const refreshed = await client.post("/auth/refresh", { refreshToken });

    expect(refreshed.body.data.accessToken).toMatch(/^ey/);
    expect(refreshed.headers.getSetCookie()).toEqual([]);
  });

  it("does not go on with nothing, or with a token that somebody made up", async () => {
    const client = shop.client();
    client.cookies.set("__Secure-refresh", "made-up");

    const madeUp = await client.post("/auth/refresh", {});
    const nothing = await shop.client().post("/auth/refresh");

    expect([madeUp.status, madeUp.body.error.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(client.cookies.has("__Secure-refresh")).toBe(false);
    expect(nothing.status).toBe(401);
  });
});

describe("signing out", () => {
  it("forgets the cookies and makes the refresh token worthless", async () => {
    const client = shop.client();
    await client.post("/auth/login", shop.demoShopper);
    const kept = client.cookies.get("__Secure-refresh") ?? "";

    const answer = await client.post("/auth/logout");

    expect(answer.status).toBe(204);
    expect((await client.get("/auth/session")).body.data.user).toBeNull();
    client.cookies.set("__Secure-refresh", kept);
    expect((await client.post("/auth/refresh", {})).status).toBe(401);
  });

  it("everywhere ends the other sessions too", async () => {
    const account = await openAccount(shop, "everywhere");
    const [here, there] = [shop.client(), shop.client()];
    await here.post("/auth/login", account);
    await there.post("/auth/login", account);

    const answer = await here.post("/auth/logout", { everywhere: true });

    expect(answer.status).toBe(204);
    expect((await there.post("/auth/refresh", {})).status).toBe(401);
  });

  it("everywhere is nothing a guest can do", async () => {
    const answer = await shop.client().post("/auth/logout", { everywhere: true });

    expect([answer.status, answer.body.error.code]).toEqual([401, "UNAUTHENTICATED"]);
  });
});
