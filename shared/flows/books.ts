import * as Movements from "#data/stock-movement";
import { waived, waiting } from "#domain/given-up";
import type { Order, OrderItem } from "#domain/order";
import * as Refund from "#domain/refund";
import { retrievePayment } from "#gateways/stripe";
import type { Minor } from "#values/money";
import { within } from "./patience.ts";

/** What each party knows of an order, side by side. */
export interface Books {
  readonly order: { readonly total: Minor; readonly refunded: Minor };
  /** Null where nothing was paid, or the provider does not answer in time. */
  readonly provider: { readonly charged: Minor; readonly refunded: Minor } | null;
  /** Pieces that left the ledger for it, and how many should have. */
  readonly stock: { readonly taken: number; readonly of: number };
  /** Only inside the reporting network is it known what reports show. */
  readonly reporting: { readonly version: number } | null;
  /** Null where the provider should be asked and does not answer. */
  readonly agree: boolean | null;
}

/** Nobody waits longer for a page of the console than this for the provider's half of it. */
const PATIENCE_MS = 3_000;

/** Holds an order against the payment provider and the stock ledger. Never fails for the provider. */
export async function compareBooks(order: Order): Promise<Books> {
  const asked = Refund.paid(order) > 0;
  const [provider, taken] = await Promise.all([asked ? askProvider(order) : null, takenFor(order)]);
  const of = order.payment.paidAt === null ? 0 : leftLedger(order);
  // Stripe counts a refund from the moment in which it takes it on.
  const refunded = Refund.takenOn(order);
  const money = provider?.charged === order.total && provider.refunded === refunded;
  return {
    order: { total: order.total, refunded },
    provider,
    stock: { taken, of },
    reporting: null,
    agree: asked && provider === null ? null : taken === of && (money || !asked),
  };
}

async function askProvider({ payment }: Order): Promise<Books["provider"]> {
  const { intentId } = payment;
  if (intentId === null) return null;
  const answer = retrievePayment(intentId).catch(() => undefined);
  const known = await within(PATIENCE_MS, answer);
  return known === undefined ? null : { charged: known.amount, refunded: known.refunded };
}

/** Pieces that were in the house when it was paid, or came for it and were handed over since. */
function leftLedger(order: Order): number {
  const never = (item: OrderItem) => waiting(order, item) + waived(order, item);
  return order.items.reduce((sum, item) => sum + item.quantity - never(item), 0);
}

async function takenFor(order: Order): Promise<number> {
  const { paidAt } = order.payment;
  if (paidAt === null) return 0;
  // The ledger is in the order of time: the sale lies at the payment, what came later at its parcel.
  const last = order.fulfilments.reduce(
    (at, one) => (one.shippedAt > at ? one.shippedAt : at),
    paidAt,
  );
  const waited = order.items.some((item) => item.backordered > 0);
  const span = { from: new Date(paidAt), to: new Date(waited ? last : paidAt) };
  const sales = await Promise.all(order.items.map(({ sku }) => Movements.between(sku, span)));
  return sales
    .flat()
    .filter((one) => one.orderNumber === order.orderNumber && one.kind === "sale")
    .reduce((sum, one) => sum - one.quantity, 0);
}
