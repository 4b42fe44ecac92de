import { afterEach, expect, it, vi } from "vitest";
import { fakeApi } from "./fake-api.ts";
import { $codeProblem, applyCode } from "./promotion-code.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const refused = (code: string, message: string) => ({
  status: 400,
  error: { code, message, statusCode: 400 },
});

it("says of what no code can look like that there is none, not what a field may hold", async () => {
  fakeApi(() => refused("VALIDATION_ERROR", "code: 1 to 40 Latin letters and digits."));
  expect(await applyCode(" süß! ")).toBe(false);
  expect($codeProblem.get()).toBe("There is no such code.");
});

it("says in the shop's words why a code does not count", async () => {
  fakeApi(() => refused("PROMOTION_NOT_APPLICABLE", "ONCE is used up."));
  expect(await applyCode("ONCE")).toBe(false);
  expect($codeProblem.get()).toBe("ONCE is used up.");
});
