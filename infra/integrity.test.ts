import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { IntegrityReport } from "#contracts/integrity";
import { CHECKS } from "#domain/integrity";
import type { Client } from "./testing/client.ts";
import { pay, placeOrder, type Purchase } from "./testing/purchase.ts";
import { openShop, type Shop } from "./testing/shop.ts";

let shop: Shop;
let staff: Client;

beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
  await shop.useTable();
});

/** A whole run of the auditor, as a person starts it. */
async function measure(): Promise<IntegrityReport> {
  const begun = await staff.post("/admin/integrity/runs");
  expect(begun.status).toBe(201);
  for (;;) {
    const { body } = await staff.get(`/admin/integrity/runs/${begun.body.data.id}`);
    if (body.data.status === "DONE") return body.data;
    await sleep(200);
  }
}

async function buy(email = "integrity@example.com"): Promise<Purchase> {
  const purchase = await placeOrder(shop.client(), { email });
  await pay(purchase.paymentUrl);
  await shop.idle();
  return purchase;
}

/** A run looks twice at what seems wrong, a quarter of a minute apart. */
const PATIENCE_MS = 180_000;

describe("the integrity auditor", () => {
  it(
    "finds nothing in a shop that has sold, and has measured everything",
    async () => {
      await buy();

      const report = await measure();

      expect(report.findings).toEqual([]);
      expect(report.checks.map(({ check, status }) => `${check} ${status}`)).toEqual(
        CHECKS.map((check) => `${check} MEASURED`),
      );
      expect(report.verdict).toBe("AGREE");
    },
    PATIENCE_MS,
  );
});
