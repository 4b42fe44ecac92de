import { beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "../../infra/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

// What it finds and repairs is under test in shared/flows/reconcile.test.ts.
describe("the job of reconciliation", () => {
  it("may do in the cloud what it does, once and again", async () => {
    expect(await shop.run("jobs.reconcilePayments")).toBeNull();
    expect(await shop.run("jobs.reconcilePayments")).toBeNull();
  });
});
