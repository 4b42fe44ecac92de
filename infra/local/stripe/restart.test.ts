import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import {
  clientOf,
  SECRET_KEY,
  sessionParams,
  startShop,
  submitCard,
  untilIdle,
  WEBHOOK_SECRET,
} from "./fixture.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A double in a process of its own, that no webhook leaves because nobody says where to. */
async function startElsewhere(stateDir: string) {
  const options = JSON.stringify({
    stateDir,
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
  });
  const code = `
    import { startStripe } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
    const { url } = await startStripe({ ...${options}, webhookUrl: () => undefined });
    process.stdout.write(url + "\\n");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  ends.push(() => child.kill("SIGKILL"));
  const url = await new Promise<string>((resolve) => {
    child.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
  });
  const kill = () =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGKILL");
    });
  return { url, kill };
}

it("after a kill -9 everything is there, and the webhooks arrive", async () => {
  const stateDir = mkdtempSync(join(tmpdir(), "parasol-stripe-"));
  const first = await startElsewhere(stateDir);
  const stripe = clientOf(first);
  const paid = await stripe.checkout.sessions.create(sessionParams());
  await submitCard(paid, "4242 4242 4242 4242");
  const open = await stripe.checkout.sessions.create(sessionParams(), { idempotencyKey: "P-1" });
  await first.kill();

  const shop = await startShop({ stateDir });
  expect(await shop.stripe.checkout.sessions.retrieve(paid.id)).toMatchObject({
    payment_status: "paid",
  });
  await untilIdle(shop.double);
  expect(shop.receiver.types()).toContain("checkout.session.completed");

  const again = await shop.stripe.checkout.sessions.create(sessionParams(), {
    idempotencyKey: "P-1",
  });
  expect(again.id).toBe(open.id);
  expect(again.url).toBe(`${shop.double.url}/c/pay/${open.id}`);
  expect((await submitCard(again, "4242 4242 4242 4242")).status).toBe(303);
  await shop.close();
});
