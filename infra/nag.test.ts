import { expect, it } from "vitest";
import { inspect } from "./nag.ts";
import { synthesize } from "./stacks/fixture.ts";

it("The templates keep AWS's security rules, but for what is accepted with a reason", () => {
  const { findings, stale } = inspect(synthesize().app);

  expect(findings).toEqual([]);
  expect(stale).toEqual([]);
});
