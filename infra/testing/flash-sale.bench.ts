import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measure } from "../bench.ts";
import { freePort } from "../local/ports.ts";
import { holdFlashSale } from "./flash-sale.ts";
import { endure } from "./kills.ts";
import { Siege } from "./siege.ts";

const BUYERS = 1_000;
const PIECES = 100;
const KILLS = 20;

/** The rush over real HTTP, with one shard and with ten, and then twenty times kill -9 under load. */
export default async function bench(): Promise<readonly Measure[]> {
  const stateDir = await mkdtemp(join(tmpdir(), "parasol-siege-"));
  const siege = new Siege(stateDir, await freePort());
  await siege.open();
  try {
    const measures: Measure[] = [];
    for (const shards of [1, 10]) {
      const sale = await holdFlashSale(siege, { buyers: BUYERS, pieces: PIECES, shards });
      const name = `flash sale, ${BUYERS} buyers, ${PIECES} pieces, ${shards} shard${shards > 1 ? "s" : ""}`;
      const sold = sale.answers["201"] ?? 0;
      const refused = sale.answers["409 OUT_OF_STOCK"] ?? 0;
      console.error(`${name}: ${JSON.stringify(sale)}`);
      if (sold !== PIECES || refused !== BUYERS - PIECES) throw new Error("Sold wrongly.");
      measures.push(
        { name: `${name}: all answered after`, value: sale.seconds, unit: "s" },
        { name: `${name}: slowest answer`, value: sale.slowestSeconds, unit: "s", atMost: 29 },
      );
    }
    const seed = Math.floor(Math.random() * 1e6);
    const ordeal = await endure(siege, KILLS, seed);
    console.error(`kill -9: ${JSON.stringify({ seed, ...ordeal })}`);
    if (ordeal.findings.length > 0) throw new Error(ordeal.findings.join("\n"));
    const slowest = Math.max(...ordeal.secondsToOpen);
    measures.push({
      name: `open again, the slowest after ${KILLS} × kill -9 under load`,
      value: slowest,
      unit: "s",
    });
    return measures;
  } finally {
    await siege.kill();
    await rm(stateDir, { recursive: true, force: true });
  }
}
