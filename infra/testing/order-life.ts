import { mockPaidOrder } from "#data/order";
import { mockStock } from "#data/stock";
import { cancelPaid } from "#domain/cancellation";
import * as Fulfilment from "#domain/fulfilment";
import { type GivenUp, waitedFor } from "#domain/given-up";
import type { Order, OrderItem, Pieces, Step } from "#domain/order";
import * as Refund from "#domain/refund";
import type { RefundRequest } from "#domain/refund-amount";
import * as Outcome from "#domain/refund-outcome";
import * as Return from "#domain/return";
import type { Stock } from "#domain/stock";
import { handedOver, moved, received } from "#domain/stock-moves";
import * as StockMoves from "#domain/stock-moves";
import { Problem } from "#values/error-codes";

/** Where the pieces of one line are, as somebody would count them who looks into each box. */
export interface Whereabouts {
  stock: Stock;
  /** The sum of the ledger. */
  ledger: number;
  /** Sold, and lying in the house for the order. */
  house: number;
  /** With the shopper. */
  shopper: number;
}

/** What may happen to a paid order; the numbers choose among what there is. */
export type Deed =
  | { readonly kind: "bring"; readonly line: number; readonly quantity: number }
  | { readonly kind: "ship"; readonly lines: readonly number[] | null }
  | { readonly kind: "deliver"; readonly which: number }
  | {
      readonly kind: "refund";
      readonly lines: readonly number[] | null;
      readonly amount: number | null;
      readonly shipping: number | null;
      readonly restock: boolean;
      readonly returnId: number | null;
    }
  | { readonly kind: "settle"; readonly which: number; readonly how: "made" | "pending" | "failed" }
  | { readonly kind: "atProvider"; readonly amount: number; readonly done: boolean }
  | { readonly kind: "ask"; readonly lines: readonly number[]; readonly team: boolean }
  | {
      readonly kind: "return";
      readonly which: number;
      readonly to: "agree" | "refuse" | "receive";
      readonly restock: boolean;
    }
  | { readonly kind: "cancel"; readonly team: boolean; readonly restock: boolean }
  | { readonly kind: "wait"; readonly days: number };

/** Pieces of each SKU for which other orders wait. */
export const OTHERS = 3;
export const LIMIT = 50;

/** A line of a paid order, as it was bought. */
export type Bought = Pick<OrderItem, "quantity" | "backordered" | "price" | "discount" | "tax">;

/**
 * A paid order with the stock of its SKUs and what the provider did, to which things happen one
 * after the other as flows would let them. What the domain refuses does not happen.
 */
export class OrderLife {
  order: Order;
  readonly where: readonly Whereabouts[];
  /** What the provider gave back or is about to, by our name for it. */
  readonly provider = new Map<string, { readonly amount: number; made: boolean }>();
  now = new Date("2026-11-23T10:05:00Z");

  constructor(lines: readonly Bought[], post: number, taxIncluded: boolean) {
    const [like] = mockPaidOrder().items;
    if (like === undefined) throw new Error("no items");
    const items = lines.map((line, at): OrderItem => {
      return { ...like, ...line, sku: `S${at}`, name: `S${at}`, total: line.price * line.quantity };
    });
    const goods = items.reduce((sum, item) => {
      return sum + item.total - item.discount + (taxIncluded ? 0 : item.tax);
    }, 0);
    this.order = mockPaidOrder({ items, shipping: post, taxIncluded, total: goods + post });
    this.where = items.map(({ sku, quantity, backordered }) => ({
      stock: mockStock({
        ...{ sku, onHand: 0, available: 0, owed: backordered + OTHERS },
        ...{ backorderLimit: LIMIT, backorderLeft: LIMIT - backordered - OTHERS },
      }),
      ledger: 0,
      house: quantity - backordered,
      shopper: 0,
    }));
  }

  /** Lets it happen, unless the domain refuses. */
  do(deed: Deed): void {
    this.now = new Date(this.now.getTime() + 60_000);
    try {
      this.#let(deed);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  #let(deed: Deed): void {
    const { order, now } = this;
    switch (deed.kind) {
      case "bring":
        return this.#bring(deed.line, deed.quantity);
      case "ship":
        return this.#ship(deed.lines);
      case "deliver": {
        const one = among(order.fulfilments, deed.which);
        return this.#become(one && Fulfilment.deliver(order, one.id, "ada", now));
      }
      case "refund":
        return this.#become(Refund.request(order, this.#asked(deed), now));
      case "settle":
        return this.#settle(deed.which, deed.how);
      case "atProvider":
        return this.#atProvider(deed.amount, deed.done);
      case "ask": {
        const lines = this.#lines(deed.lines).map((line) => ({ ...line, reason: "" }));
        const asker = deed.team ? "team" : "shopper";
        return this.#become(Return.request(order, { lines, note: null, asker, actor: "x" }, now));
      }
      case "return":
        return this.#return(deed);
      case "cancel": {
        const who = deed.team ? "team" : "shopper";
        const by = { who, actor: "x", reason: null, restock: deed.restock } as const;
        const step = cancelPaid(order, by, now);
        return this.#giveUp(step.givenUp, step);
      }
      case "wait":
        this.now = new Date(now.getTime() + deed.days * 86_400_000);
    }
  }

  #become(step: Step | undefined): void {
    if (step !== undefined) this.order = step.order;
  }

  /** Where the pieces of a SKU are. */
  at(sku: string): Whereabouts {
    const found = this.where.find((one) => one.stock.sku === sku);
    if (found === undefined) throw new Error(`No stock of ${sku}.`);
    return found;
  }

  #lines(quantities: readonly number[]): Pieces[] {
    return this.order.items.flatMap(({ sku }, at) => {
      const quantity = quantities[at] ?? 0;
      return quantity === 0 ? [] : [{ sku, quantity }];
    });
  }

  #bring(line: number, quantity: number): void {
    const at = among(this.where, line);
    if (at === undefined) return;
    at.stock = moved(at.stock, received(at.stock, quantity));
    at.ledger += quantity;
  }

  #ship(quantities: readonly number[] | null): void {
    const parcel = { carrier: null, trackingNumber: null, trackingUrl: null, actor: "ada" };
    const lines = quantities === null ? undefined : this.#lines(quantities);
    const step = Fulfilment.ship(this.order, { ...parcel, lines }, this.now);
    const awaited = waitedFor(step.order, step.fulfilment).map(({ sku, quantity }) => {
      return { sku, quantity, leaving: handedOver(this.at(sku).stock, quantity) };
    });
    // They have not come: the flow refuses the parcel.
    if (awaited.some((one) => one.leaving === undefined)) return;
    for (const { sku, quantity, leaving } of awaited) {
      const at = this.at(sku);
      if (leaving) at.stock = moved(at.stock, leaving.move);
      at.ledger -= quantity;
      at.house += quantity;
    }
    for (const { sku, quantity } of step.fulfilment.lines) {
      this.at(sku).house -= quantity;
      this.at(sku).shopper += quantity;
    }
    this.#become(step);
  }

  #asked(deed: Extract<Deed, { kind: "refund" }>): RefundRequest {
    const ready = (one: Return.Return) => one.status === "RECEIVED" && one.refundId === null;
    const { returns } = this.order;
    const returned = deed.returnId === null ? undefined : among(returns, deed.returnId, ready);
    return {
      ...(deed.lines === null ? {} : { lines: this.#lines(deed.lines) }),
      ...(deed.amount === null ? {} : { amount: deed.amount }),
      ...(deed.shipping === null ? {} : { shipping: deed.shipping }),
      restock: deed.restock,
      reason: "So.",
      returnId: returned?.id ?? null,
      actor: "ada",
    };
  }

  #settle(which: number, how: "made" | "pending" | "failed"): void {
    const wanted = among(this.order.refunds, which, (one) => one.status === "REQUESTED");
    if (wanted === undefined) return;
    const { id, amount, status } = wanted;
    const known = this.provider.get(id);
    // A refund that failed stays so.
    if (status === "FAILED") return;
    const left = this.order.total - this.#taken();
    if (how === "failed" || (known === undefined && amount > left)) {
      this.provider.delete(id);
      return this.#end(Outcome.fail(this.order, id, "No.", this.now));
    }
    if (status === "SUCCEEDED") return;
    this.provider.set(id, { amount, made: how === "made" });
    const stripeId = wanted.stripeRefundId ?? `re_${id}`;
    const tell = how === "made" ? Outcome.succeed : Outcome.defer;
    this.#end(tell(this.order, id, stripeId, this.now));
  }

  #atProvider(wanted: number, done: boolean): void {
    const amount = Math.min(wanted, this.order.total - this.#taken());
    if (amount < 1) return;
    const stripeRefundId = `re_p${this.provider.size}_${this.order.version}`;
    const made = { intentId: "pi_1", stripeRefundId, amount, done };
    const outcome = Outcome.notice(this.order, made, this.now);
    this.provider.set(outcome.refund.id, { amount, made: done });
    this.#end(outcome);
  }

  #taken(): number {
    return [...this.provider.values()].reduce((sum, one) => sum + one.amount, 0);
  }

  #end(outcome: Outcome.Outcome | undefined): void {
    if (outcome !== undefined) this.#giveUp(outcome.givenUp, outcome);
  }

  #giveUp(givenUp: readonly GivenUp[], step: Step): void {
    for (const { sku, waived, restocked } of givenUp) {
      const at = this.at(sku);
      at.stock = moved(
        at.stock,
        StockMoves.givenBack(at.stock, { backordered: waived, restocked }),
      );
      at.ledger += restocked;
      const near = Math.min(at.house, restocked);
      at.house -= near;
      at.shopper -= restocked - near;
    }
    this.#become(step);
  }

  #return({ which, to, restock }: Extract<Deed, { kind: "return" }>): void {
    const { order, now } = this;
    const before = to === "receive" ? "APPROVED" : "REQUESTED";
    const one = among(order.returns, which, ({ status }) => status === before);
    if (one === undefined) return;
    if (to === "agree") return this.#become(Return.approve(order, one.id, "ada", now));
    if (to === "refuse") {
      return this.#become(Return.reject(order, one.id, { reason: "", actor: "ada" }, now));
    }
    const step = Return.receive(order, one.id, { restock, actor: "ada" }, now);
    if (step === undefined) return;
    for (const { sku, quantity } of one.lines) {
      const at = this.at(sku);
      at.shopper -= quantity;
      if (!restock) continue;
      at.stock = moved(at.stock, received(at.stock, quantity));
      at.ledger += quantity;
    }
    this.#become(step);
  }
}

/** One of them, and mostly one of those of which something is to be expected. */
function among<Of>(
  all: readonly Of[],
  which: number,
  ready: (one: Of) => boolean = () => true,
): Of | undefined {
  const some = all.filter(ready);
  const chosen = some.length === 0 || which === 0 ? all : some;
  return chosen[which % Math.max(1, chosen.length)];
}
