import { describe, expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "#domain/shop-settings";
import type { Event } from "#kit/request";
import type { Actor } from "#values/roles";
import type { PageData, PageLocals } from "../../site/src/page-data.ts";
import { type Site, servePages } from "./serve-pages.ts";

const data: PageData = {
  categories: async () => [],
  products: async () => ({ items: [], total: 0 }),
  product: async () => null,
  terms: async () => DEFAULT_SETTINGS,
};

const ACTORS: Record<string, Actor> = {
  staff: { kind: "user", sub: "1", role: "staff" },
  admin: { kind: "user", sub: "2", role: "admin" },
  customer: { kind: "user", sub: "3", role: "customer" },
};

async function verify(token: string): Promise<Actor> {
  const actor = ACTORS[token];
  if (actor === undefined) throw new Error("expired");
  return actor;
}

/** A storefront that says what it was asked, and with which staff. */
const site: Site = {
  async render(url, { staff }) {
    const { pathname, search } = new URL(url);
    const status = pathname === "/404" ? 404 : 200;
    return new Response(`${pathname}${search} ${staff?.role ?? "nobody"}`, { status });
  },
  routeOf(url) {
    const path = decodeURIComponent(new URL(url).pathname);
    if (path.startsWith("/admin")) return path;
    return /^\/(search|animals|products\/\w+)?$/.test(path) ? path : undefined;
  },
};

function request(
  rawPath: string,
  options: { query?: string; token?: string; method?: string } = {},
) {
  const event = {
    rawPath,
    rawQueryString: options.query ?? "",
    headers: { "x-forwarded-host": "shop.example", "cloudfront-forwarded-proto": "https" },
    cookies: options.token === undefined ? [] : [`__Host-access=${options.token}`],
    requestContext: { domainName: "lambda.example", http: { method: options.method ?? "GET" } },
  };
  return servePages({ site, data, verify })(event as unknown as Event);
}

describe("pages for everyone", () => {
  it("are HTML that every visit asks for again", async () => {
    const answer = await request("/products/fox");
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe("/products/fox nobody");
    expect(answer.headers).toEqual({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
    });
  });

  it("lose the prefix by which the CDN sends queries past the bucket", async () => {
    expect((await request("/_q/search", { query: "q=fox&page=2" })).body).toBe(
      "/search?q=fox&page=2 nobody",
    );
    expect((await request("/_q/", { query: "gone=1" })).body).toBe("/?gone=1 nobody");
  });

  it("have a home, although the CDN asks for its object's name", async () => {
    expect((await request("/index.html")).body).toBe("/ nobody");
  });

  it("are rendered for nobody in particular, even where somebody is signed in", async () => {
    expect((await request("/animals", { token: "admin" })).body).toBe("/animals nobody");
  });

  it("answer 404 with the page for it where there is none", async () => {
    const answer = await request("/nowhere");
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toBe("/404 nobody");
  });

  it("have no slash at their end", async () => {
    const answer = await request("/animals/", { query: "page=2" });
    expect(answer.statusCode).toBe(301);
    expect(answer.headers?.["location"]).toBe("/animals?page=2");
  });

  it("never lead to another host", async () => {
    const answer = await request("//evil.example/");
    expect(answer.headers?.["location"]).toBe("/evil.example");
  });

  it("can only be read", async () => {
    expect((await request("/", { method: "POST" })).statusCode).toBe(405);
    expect((await request("/", { method: "HEAD" })).statusCode).toBe(200);
  });

  it("answer 500 without a stack where the storefront itself breaks", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const broken: Site = { ...site, render: () => Promise.reject(new Error("hunter2")) };
    const answer = await servePages({ site: broken, data, verify })({
      rawPath: "/",
      rawQueryString: "",
      headers: {},
      requestContext: { domainName: "shop.example", http: { method: "GET" } },
    } as unknown as Event);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("hunter2");
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });
});

describe("the console", () => {
  it("sends guests to sign in, and back to where they wanted to be", async () => {
    const answer = await request("/admin/orders", { query: "status=PAID" });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers?.["location"]).toBe("/sign-in?next=%2Fadmin%2Forders%3Fstatus%3DPAID");
    expect(answer.headers?.["cache-control"]).toBe("no-store");
  });

  it("takes an expired cookie for a guest's", async () => {
    expect((await request("/admin", { token: "expired" })).statusCode).toBe(302);
  });

  it("turns customers away with a page that says so", async () => {
    const answer = await request("/admin/orders", { token: "customer" });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toBe("/admin/refused nobody");
  });

  it.each(["staff", "admin"])("opens to %s, and nothing of it is kept", async (role) => {
    const answer = await request("/admin/orders/P-1", { token: role, query: "a=b" });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe(`/admin/orders/P-1?a=b ${role}`);
    expect(answer.headers?.["cache-control"]).toBe("no-store");
  });

  it("cannot be reached by another spelling of its path", async () => {
    expect((await request("/%61dmin/orders")).statusCode).toBe(302);
    expect((await request("/_q/admin/orders", { query: "x=1" })).statusCode).toBe(302);
  });
});

it("hands pages the data and nothing else", async () => {
  const render = vi.fn<(url: string, locals: PageLocals) => Promise<Response>>(
    async () => new Response("ok"),
  );
  await servePages({ site: { ...site, render }, data, verify })({
    rawPath: "/",
    rawQueryString: "",
    headers: { "x-forwarded-host": "shop.example" },
    requestContext: { domainName: "lambda.example", http: { method: "GET" } },
  } as unknown as Event);
  expect(render).toHaveBeenCalledWith("https://shop.example/", { data, staff: null });
});
