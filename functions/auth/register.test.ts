import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { codeFor } from "../../infra/testing/account.ts";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
let email: string;
let count = 0;
const password = "a long enough password";

beforeAll(async () => {
  shop = await openShop();
});

beforeEach(() => {
  count += 1;
  email = `register-${Date.now()}-${count}@example.com`;
});

describe("opening an account", () => {
  it("goes from a form by a mailed code to a session", async () => {
    const client = shop.client();

    const registered = await client.post("/auth/register", { email, password, name: "Ada Byron" });
    const early = await client.post("/auth/login", { email, password });
    const confirmed = await client.post("/auth/confirm", {
      email,
      code: await codeFor(shop, email),
    });
    const login = await client.post("/auth/login", { email, password });
    const session = await client.get("/auth/session");

    expect([registered.status, registered.body.data]).toEqual([201, { email }]);
    expect([early.status, early.body.error.code]).toEqual([403, "ACCOUNT_UNCONFIRMED"]);
    expect(confirmed.status).toBe(200);
    expect(login.status).toBe(200);
    expect(session.body.data.user).toMatchObject({ email, name: "Ada Byron", role: "customer" });
  });

  it("reaches the reporting database, without the password", async () => {
    await shop.client().post("/auth/register", { email, password, name: "Ada" });
    await shop.idle();

    const [row] = await shop.sql(`select * from "User" where "email" = $1`, [email]);

    expect(row).toMatchObject({ name: "Ada", role: "customer", emailVerified: false });
    expect(JSON.stringify(row)).not.toContain(password);
  });

  it("treats an address as the same in any case", async () => {
    const client = shop.client();
    await client.post("/auth/register", { email, password, name: "Ada" });

    const again = await client.post("/auth/register", {
      email: email.toUpperCase(),
      password,
      name: "Ada",
    });

    expect([again.status, again.body.error.code]).toEqual([409, "EMAIL_TAKEN"]);
  });

  it.each([
    ["email", { email: "nobody" }],
    ["password", { password: "short" }],
    ["name", { name: "" }],
    ["role", { role: "admin" }],
  ])("names %s where that is at fault", async (field, wrong) => {
    const body = { email, password, name: "Ada", ...wrong };

    const answer = await shop.client().post("/auth/register", body);

    expect(answer.status).toBe(400);
    expect(answer.body.error.details.map((one: { field: string }) => one.field)).toContain(field);
  });

  it("needs the CSRF token", async () => {
    const body = { email, password, name: "Ada" };

    const answer = await shop.client().post("/auth/register", body, { withoutCsrf: true });

    expect([answer.status, answer.body.error.code]).toEqual([403, "CSRF_REJECTED"]);
  });
});

describe("the mailed code", () => {
  it("is refused where it is wrong, for known and unknown addresses alike", async () => {
    const client = shop.client();
    await client.post("/auth/register", { email, password, name: "Ada" });
    const code = (await codeFor(shop, email)) === "000000" ? "000001" : "000000";

    const wrong = await client.post("/auth/confirm", { email, code });
    const unknown = await client.post("/auth/confirm", { email: `no-${email}`, code });

    expect([wrong.status, wrong.body.error.code]).toEqual([400, "CODE_INVALID"]);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.body.error.details[0].field).toBe("code");
  });

  it("comes again on request, and the new one works", async () => {
    const client = shop.client();
    await client.post("/auth/register", { email, password, name: "Ada" });

    const resent = await client.post("/auth/resend", { email });
    const confirmed = await client.post("/auth/confirm", {
      email,
      code: await codeFor(shop, email),
    });

    expect(resent.status).toBe(200);
    expect(confirmed.status).toBe(200);
  });

  it("is not sent to strangers, and the answer does not tell", async () => {
    const stranger = `stranger-${email}`;

    const answer = await shop.client().post("/auth/resend", { email: stranger });

    expect([answer.status, answer.body.data]).toEqual([200, { email: stranger }]);
    expect((await shop.inbox()).filter((mail) => mail.to.includes(stranger))).toEqual([]);
  });
});
