import * as Runs from "#data/integrity-run";
import * as Reservations from "#data/reservation";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { transact } from "#data/write";
import type { Drift } from "#domain/integrity";
import { ofStock } from "#domain/integrity-stock";
import type { Reservation } from "#domain/order";
import type { HeldLine, Stock } from "#domain/stock";
import { confirmed, inParallel, type Looking, type Seen } from "./look.ts";

/** Ledgers are read one by one. */
const AT_ONCE = 25;
/** Left for looking again and for repairs. */
const TIME_TO_END_MS = 60_000;
/** The index of holds follows within a second or so; what was read before this pause is in it. */
const SETTLES_IN_MS = 3_000;

/**
 * Compares the counters of each SKU with its ledger and its holds. Reads each ledger whole: some
 * half a read unit for 50 sales. A shop whose ledgers take longer than this function may run is
 * looked at in parts: each run goes on where the one before ended.
 */
export async function lookAtStock(looking: Looking): Promise<Seen> {
  const held = holdsBySku(await Reservations.all());
  const began = await Runs.placeOf("stock");
  let place = began;
  const suspects: Drift[] = [];
  let compared = 0;
  do {
    const { skus, next } = await Stocks.skusFrom(place);
    const stocks = await Stocks.getAll(skus);
    const found = await inParallel([...stocks.values()], AT_ONCE, async (stock) => {
      const ledger = await ledgerOf(stock.sku);
      return ofStock({ stock, ledger, held: held.get(stock.sku) ?? [] }, looking.now());
    });
    compared += stocks.size;
    suspects.push(...found.flatMap((one) => one?.drift ?? []));
    place = next;
  } while (place !== undefined && looking.remainingMs() > TIME_TO_END_MS);
  if (place !== began) await Runs.keepPlace("stock", place, looking.now());
  const drifts = await confirmed(suspects, (left) => lookAgain(left, looking), looking);
  return { compared, drifts };
}

async function lookAgain(suspects: readonly Drift[], looking: Looking): Promise<readonly Drift[]> {
  const skus = suspects.map((one) => one.subject);
  const before = await Stocks.getAll(skus);
  const held = holdsBySku(await Reservations.all());
  const found = await inParallel([...before.values()], AT_ONCE, async (stock) => {
    const ledger = await ledgerOf(stock.sku);
    return ofStock({ stock, ledger, held: held.get(stock.sku) ?? [] }, looking.now())?.drift;
  });
  // Each hold, sale and entry of the ledger moves a counter: what has moved was read in between.
  const after = await Stocks.getAll(skus);
  return found.flatMap((drift) => {
    if (drift === undefined) return [];
    const [one, other] = [before.get(drift.subject), after.get(drift.subject)];
    return one && other && versions(one) === versions(other) ? [drift] : [];
  });
}

/**
 * Sets the counters of SKUs to what their ledgers and holds say.
 * @returns for each why it could not be done, or undefined
 */
export async function countAnew(
  skus: readonly string[],
  looking: Pick<Looking, "now" | "pause">,
): Promise<readonly (string | undefined)[]> {
  if (skus.length === 0) return [];
  const stocks = await Stocks.getAll(skus);
  // A hold that the index does not show yet was made after this, and then the version has moved.
  await looking.pause(SETTLES_IN_MS);
  const held = holdsBySku(await Reservations.all());
  return await inParallel(skus, AT_ONCE, async (sku) => {
    const stock = stocks.get(sku);
    if (stock === undefined) return `There is no stock of ${sku}.`;
    const reading = { stock, ledger: await ledgerOf(sku), held: held.get(sku) ?? [] };
    const seen = ofStock(reading, looking.now());
    if (seen === undefined) return undefined;
    if (seen.right === undefined) return "More is held than there is.";
    // Nothing is added to the ledger: it is what the counters are set to.
    const refusals = await transact(Stocks.replace(seen.right));
    return refusals.length === 0 ? undefined : `${sku} moved meanwhile.`;
  });
}

async function ledgerOf(sku: string): Promise<number> {
  return (await Movements.ofSku(sku)).reduce((sum, one) => sum + one.quantity, 0);
}

function holdsBySku(holds: readonly Reservation[]): ReadonlyMap<string, readonly HeldLine[]> {
  return Map.groupBy(
    holds.flatMap((hold) => hold.lines),
    (line) => line.sku,
  );
}

const versions = (stock: Stock): string => stock.parts.map((part) => part.version).join();
