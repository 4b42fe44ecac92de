import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { staffCall } from "./staff-call.ts";

/** Answers by path; every path is asked for in turn, and the last answer stays. */
function api(answers: Record<string, number[]>) {
  const asked: string[] = [];
  const fetch = vi.fn<(input: string) => Promise<Response>>(async (input) => {
    const path = input.replace("/api/v1", "");
    asked.push(path);
    const left = answers[path] ?? [200];
    const status = left.length > 1 ? (left.shift() ?? 500) : (left[0] ?? 500);
    const body =
      status < 400
        ? { success: true, data: path === "/auth/session" ? { user: null, csrfToken: "t" } : path }
        : {
            success: false,
            error: { code: status === 401 ? "UNAUTHENTICATED" : "NO", message: "" },
          };
    return new Response(JSON.stringify(body), { status });
  });
  vi.stubGlobal("fetch", fetch);
  return asked;
}

const assign = vi.fn<(address: string) => void>();

beforeEach(() => {
  assign.mockClear();
  vi.stubGlobal("window", {
    location: { pathname: "/admin/orders", search: "?status=PAID", assign },
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("a call from the console", () => {
  it("renews a session that has run out, and asks again", async () => {
    const asked = api({ "/admin/orders": [401, 200] });
    const { data } = await staffCall("GET /admin/orders", { query: {} });
    expect(data).toBe("/admin/orders");
    expect(asked.filter((path) => path === "/auth/refresh")).toHaveLength(1);
    expect(assign).not.toHaveBeenCalled();
  });

  it("renews once for calls that fail together", async () => {
    const asked = api({ "/admin/orders": [401, 200], "/categories": [401, 200] });
    await Promise.all([
      staffCall("GET /admin/orders", { query: {} }),
      staffCall("GET /categories", {}),
    ]);
    expect(asked.filter((path) => path === "/auth/refresh")).toHaveLength(1);
  });

  it("leads to sign-in and back where nothing can be renewed", async () => {
    api({ "/admin/orders": [401], "/auth/refresh": [401] });
    await expect(staffCall("GET /admin/orders", { query: {} })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(assign).toHaveBeenCalledWith("/sign-in?next=%2Fadmin%2Forders%3Fstatus%3DPAID");
  });

  it("leaves every other refusal to the page", async () => {
    const asked = api({ "/admin/orders": [403] });
    await expect(staffCall("GET /admin/orders", { query: {} })).rejects.toMatchObject({
      statusCode: 403,
    });
    expect(asked).toEqual(["/admin/orders"]);
  });
});
