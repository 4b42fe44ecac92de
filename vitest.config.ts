import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{infra,functions,shared,site}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", "cdk.out/**", ".parasol/**"],
    globalSetup: ["infra/testing/global-setup.ts"],
    // Two cores: a third worker would only make the others slower.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
