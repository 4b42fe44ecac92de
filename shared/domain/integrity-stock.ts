import type { Drift } from "./integrity.ts";
import { contradictions, type HeldLine, type Stock, type StockShard, whole } from "./stock.ts";

/** Everything that says how many pieces of a SKU there are. */
export interface StockReading {
  readonly stock: Stock;
  /** Lines of this SKU in the live holds of orders. */
  readonly held: readonly HeldLine[];
  /** The sum of its ledger. */
  readonly ledger: number;
}

/** What is wrong with a SKU, and the counters as they should be; each shard one version on. */
export interface StockDrift {
  readonly drift: Drift;
  /** Undefined where nobody can say. */
  readonly right: Stock | undefined;
}

/**
 * Whether counters, ledger and holds of a SKU agree. The holds say what is reserved, the ledger what
 * is on hand, and the rest follows. Counters that contradict themselves are wrong, and the ledger
 * tells how; where they agree among themselves and only the ledger differs, either may be wrong.
 */
export function ofStock(reading: StockReading, now: Date): StockDrift | undefined {
  const { stock, ledger } = reading;
  const right = counted(reading, now);
  const possible = contradictions(right).length === 0;
  const same = differences(stock, right).length === 0 && ledger === stock.onHand;
  if (same && possible) return undefined;
  // On hand and free agree with each other and with the holds, and the ledger stands alone.
  const alone = ledger !== stock.onHand && differences(stock, resting(reading, now)).length === 0;
  return {
    drift: {
      kind: alone ? "stock.ledger" : "stock.counters",
      subject: stock.sku,
      severity: "alarm",
      expected: describe(right),
      found: describe(stock),
      why: why(reading, { alone, possible }),
      remedy: possible ? (alone ? "person" : "safe") : "none",
    },
    right: possible ? right : undefined,
  };
}

/** The counters as ledger and holds would have them. */
function counted(reading: StockReading, now: Date): Stock {
  const rested = resting(reading, now);
  const missing = reading.ledger - rested.onHand;
  if (missing === 0) return rested;
  // Free pieces may lie in any shard: what is too many goes from where most are free.
  const fullest = rested.parts.toSorted((a, b) => b.available - a.available)[0]?.shard ?? 0;
  const [main = rested, ...others] = rested.parts.map((part) =>
    part.shard === fullest
      ? { ...part, onHand: part.onHand + missing, available: part.available + missing }
      : part,
  );
  return whole(main, others);
}

/** Each shard with what its holds reserve, and free or on hand whatever the ledger bears out. */
function resting({ stock, held, ledger }: StockReading, now: Date): Stock {
  const updatedAt = now.toISOString();
  const parts = stock.parts.map((part): StockShard => {
    const lines = held.filter((line) => line.shard === part.shard);
    const reserved =
      sum(lines.map((line) => line.quantity)) + (part.shard === 0 ? part.allocated : 0);
    return { ...part, reserved, version: part.version + 1, updatedAt };
  });
  const free = sum(parts.map((part) => part.available + part.reserved));
  const byFree = free === ledger && stock.onHand !== ledger;
  const [main = stock, ...others] = parts.map((part) =>
    byFree
      ? { ...part, onHand: part.available + part.reserved }
      : { ...part, available: part.onHand - part.reserved },
  );
  const promised = sum(held.map((line) => line.backordered)) + main.owed;
  return whole({ ...main, backorderLeft: main.backorderLimit - promised }, others);
}

const COUNTERS = ["onHand", "reserved", "available", "backorderLeft"] as const;

function differences(found: Stock, right: Stock): string[] {
  return found.parts.flatMap((part) => {
    const other = right.parts.find((one) => one.shard === part.shard);
    return COUNTERS.filter((counter) => part.shard === 0 || counter !== "backorderLeft")
      .filter((counter) => part[counter] !== other?.[counter])
      .map((counter) => `${counter} of shard ${part.shard}`);
  });
}

function describe(stock: Stock): string {
  const { onHand, reserved, available, backorderLimit, backorderLeft } = stock;
  const later = backorderLimit > 0 ? `, ${backorderLeft} to promise` : "";
  return `${onHand} on hand, ${reserved} reserved, ${available} free${later}`;
}

function why(
  { stock, held, ledger }: StockReading,
  { alone, possible }: { readonly alone: boolean; readonly possible: boolean },
): string {
  const reserved = sum(held.map((line) => line.quantity));
  const facts = `The ledger adds up to ${ledger}, and live holds to ${reserved}${
    stock.allocated > 0 ? `, with ${stock.allocated} more kept for orders that wait` : ""
  }.`;
  const cause = alone
    ? "The counters agree with each other and not with the ledger: somebody wrote them past the " +
      "shop, or an entry of the ledger was removed. Count the shelf, then set them to the ledger, " +
      "or adjust the stock with a reason."
    : "Each write of the shop keeps them together, so somebody wrote a counter past it.";
  const end = possible
    ? ""
    : " More is held than there is: which order goes without is for a person.";
  return `${facts} ${cause}${end}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
