import { describe, expect, it } from "vitest";
import { inspect } from "./nag.ts";
import { synthesize } from "./stacks/fixture.ts";

/** Two rule sets over some 350 resources: ten seconds, and more on a busy machine. */
const PATIENCE_MS = 180_000;

const { app, report } = synthesize({}, { validate: true });

describe("The templates", () => {
  it(
    "keep AWS's security rules, but for what is accepted with a reason",
    () => {
      const { findings, stale } = inspect(app);

      expect(findings).toEqual([]);
      expect(stale).toEqual([]);
    },
    PATIENCE_MS,
  );

  it("are what CloudFormation takes", () => {
    expect(report).toMatchObject({ pluginReports: [] });
  });
});
