import { inventory } from "#contracts/inventory";
import * as Stocks from "#data/stock";
import * as Movements from "#data/stock-movement";
import { transact, type Write } from "#data/write";
import * as Stock from "#domain/stock";
import { gather } from "#domain/stock-lines";
import { moved, received } from "#domain/stock-moves";
import { Problem } from "#values/error-codes";
import { newUlid } from "#values/id";
import { untilSettled } from "./attempts.ts";
import { once } from "./once.ts";
import { levelStock } from "./stock-policy.ts";

interface Adjustment {
  readonly sku: string;
  /** Pieces, ± . */
  readonly quantity: number;
  readonly reason: string;
  /** Sub of the person. */
  readonly actor: string;
  /** Chosen by the caller; empty for none. */
  readonly idempotencyKey?: string;
  readonly now: Date;
}

/**
 * Moves what is on hand of a SKU by ±n, with an entry in the ledger. What is reserved stays: orders
 * count on it. What comes in goes first to paid orders that wait for it.
 *
 * Idempotency: the caller's key, where it sends one, for a day; its repetition is answered the same.
 * @throws Problem SKU_NOT_FOUND; OUT_OF_STOCK where fewer pieces are free than should go;
 * IDEMPOTENCY_KEY_REUSED
 */
export async function adjustStock(asked: Adjustment): Promise<Stock.PublicStock> {
  const { sku, quantity, reason, actor, idempotencyKey = "", now } = asked;
  if (idempotencyKey === "") return await untilSettled(() => adjust(asked));
  const use = {
    scope: `adjustment ${actor}`,
    key: idempotencyKey,
    body: { sku, quantity, reason },
  };
  return await once(use, now, {
    first: (take) => adjust(asked, (answer) => [take({ answer })]),
    again: ({ answer }) => inventory.parse(answer),
  });
}

/**
 * Gives undefined where others were faster.
 * @param beside what belongs into the transaction besides
 */
async function adjust(
  { sku, quantity, reason, actor, now }: Adjustment,
  beside: (answer: Stock.PublicStock) => readonly Write[] = () => [],
): Promise<Stock.PublicStock | undefined> {
  const stock = await Stocks.get(sku);
  if (stock === undefined) throw new Problem("SKU_NOT_FOUND", `There is no stock of ${sku}.`);
  const { after, writes } =
    quantity > 0 ? bringIn(stock, quantity, now) : takeOut(stock, -quantity, now);
  const answer = Stock.toPublic(after);
  const refusals = await transact([
    ...writes,
    Movements.record({
      id: newUlid(now),
      sku,
      kind: "adjustment",
      quantity,
      reason,
      orderNumber: null,
      actor,
      at: now.toISOString(),
    }),
    ...beside(answer),
  ]);
  if (refusals.length > 0) return undefined;
  if (quantity > 0 && stock.span > 1) await spread(after, now);
  return answer;
}

/** What came in is on sale wherever it lies, so the adjustment stands even where this fails. */
async function spread(stock: Stock.Stock, now: Date): Promise<void> {
  try {
    await levelStock(stock, now);
  } catch (error) {
    const { sku } = stock;
    console.warn(JSON.stringify({ level: "warn", what: "level", sku, error: String(error) }));
  }
}

interface Planned {
  readonly after: Stock.Stock;
  readonly writes: readonly Write[];
}

function bringIn(stock: Stock.Stock, quantity: number, now: Date): Planned {
  const move = received(stock, quantity);
  return { after: moved(stock, move), writes: [Stocks.apply(stock, move, now)] };
}

function takeOut(stock: Stock.Stock, quantity: number, now: Date): Planned {
  const { sku, onHand, available, reserved } = stock;
  if (quantity > available) {
    const message = `Only ${available} of ${sku} are free; ${reserved} are reserved.`;
    throw new Problem("OUT_OF_STOCK", message, { details: [{ field: "quantity", message }] });
  }
  return {
    after: { ...stock, onHand: onHand - quantity, available: available - quantity },
    writes: gather(stock, quantity).map((line) => Stocks.takeOut(line, now)),
  };
}
