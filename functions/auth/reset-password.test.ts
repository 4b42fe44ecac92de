import { beforeAll, describe, expect, it } from "vitest";
import { codeFor, openAccount } from "../../infra/testing/account.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

describe("a forgotten password", () => {
  it("is replaced by whoever reads the mail", async () => {
    const { email, password } = await openAccount(shop, "forgetful");
    const client = shop.client();

    const asked = await client.post("/auth/forgot-password", { email });
    const reset = await client.post("/auth/reset-password", {
      email,
      code: await codeFor(shop, email),
      password: "the second password",
    });

    expect([asked.status, asked.body.data]).toEqual([200, { email }]);
    expect(reset.status).toBe(200);
    expect((await client.post("/auth/login", { email, password })).status).toBe(401);
    const login = await client.post("/auth/login", { email, password: "the second password" });
    expect(login.status).toBe(200);
    await shop.idle();
    const mails = (await shop.inbox()).filter((mail) => mail.to.includes(email));
    const told = mails.filter(({ subject }) => subject === "Your password was changed");
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain(`${shop.storeUrl}/reset`);
  });

  it("of nobody answers as that of somebody", async () => {
    const email = "nobody-at-all@example.com";

    const answer = await shop.client().post("/auth/forgot-password", { email });

    expect([answer.status, answer.body.data]).toEqual([200, { email }]);
    expect((await shop.inbox()).filter((mail) => mail.to.includes(email))).toEqual([]);
  });

  it("stays what it was with a wrong code", async () => {
    const { email, password } = await openAccount(shop, "guessed-at");
    const client = shop.client();
    await client.post("/auth/forgot-password", { email });
    const code = (await codeFor(shop, email)) === "111111" ? "222222" : "111111";

    const answer = await client.post("/auth/reset-password", {
      email,
      code,
      password: "stolen it",
    });

    expect([answer.status, answer.body.error.code]).toEqual([400, "CODE_INVALID"]);
    expect((await client.post("/auth/login", { email, password })).status).toBe(200);
  });
});
