import { afterEach, expect, it, vi } from "vitest";
import { call } from "./client.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const problem = (code: string, message: string) => ({
  success: false,
  error: { code, message, statusCode: 503 },
});

it.each([
  ["a gateway's own answer", { message: "Service Unavailable" }],
  ["a fault that nobody foresaw", problem("INTERNAL_ERROR", "Try again in a moment.")],
])("says that it is our fault of %s, and leaves trying again to the button", async (_, body) => {
  vi.stubGlobal("fetch", async () => Response.json(body, { status: 503 }));
  await expect(call("GET /cart", { query: {} })).rejects.toThrow(/^That is our fault\.$/);
});

it("says in the API's words what else is the matter", async () => {
  const body = problem("BUSY", "The shop is busy. Try again in 2 seconds.");
  vi.stubGlobal("fetch", async () => Response.json(body, { status: 503 }));
  await expect(call("GET /cart", { query: {} })).rejects.toThrow("The shop is busy.");
});
