import { leftToShip } from "#domain/fulfilment";
import { waiting } from "#domain/given-up";
import type { OrderItem } from "#domain/order";
import { shipped } from "#domain/order-lines";
import { statusOf } from "#domain/order-status";
import * as Refund from "#domain/refund";
import { debts } from "#domain/refund-debt";
import { shippingShareOf } from "#domain/refund-share";
import { contradictions } from "#domain/stock";
import { LIMIT, type OrderLife, OTHERS } from "./order-life.ts";

/** What does not hold of money, pieces and status, in words. */
export function errorsOf(life: OrderLife): readonly string[] {
  return [...moneyErrors(life), ...life.order.items.flatMap((item) => pieceErrors(life, item))];
}

function moneyErrors({ order, provider }: OrderLife): string[] {
  const made = [...provider.values()].filter((one) => one.made);
  const back = made.reduce((sum, one) => sum + one.amount, 0);
  const live = order.refunds.filter((one) => one.status !== "FAILED");
  const post = live.reduce((sum, one) => sum + one.shipping, 0);
  const owed = debts(order).reduce((sum, one) => sum + one.amount, 0);
  const closed = order.status === "CANCELLED";
  return when([
    [back !== Refund.refunded(order), `given back ${back}, says ${Refund.refunded(order)}`],
    [back > order.total, "more went back than was paid"],
    [post > shippingShareOf(order), "more of the shipping went back than was paid"],
    [!closed && (order.status === "REFUNDED") !== (back === order.total), "REFUNDED is not true"],
    [order.status !== statusOf(order), `is ${order.status}, should be ${statusOf(order)}`],
    [owed > Refund.refundable(order), "more is owed than is left"],
  ]);
}

function pieceErrors(life: OrderLife, item: OrderItem): string[] {
  const { order } = life;
  const { stock, ledger, house, shopper } = life.at(item.sku);
  const open = order.status === "PAID" || order.status === "PROCESSING";
  const over = order.status === "REFUNDED" || order.status === "CANCELLED";
  const left = leftToShip(order, item);
  const awaited = over ? 0 : waiting(order, item);
  const money = order.refunds
    .filter((one) => one.status === "SUCCEEDED")
    .flatMap((one) => one.lines)
    .filter((line) => line.sku === item.sku)
    .reduce((sum, line) => sum + line.quantity, 0);
  return when([
    ...contradictions(stock).map((what): [boolean, string] => [true, what]),
    [ledger !== stock.onHand, `ledger ${ledger}, on hand ${stock.onHand}`],
    [stock.backorderLeft + stock.owed !== LIMIT, "promises do not add up"],
    [stock.owed + stock.allocated !== OTHERS + awaited, `owed ${stock.owed}+${stock.allocated}`],
    [house < 0, "a piece left the house twice"],
    [shopper < 0, "a piece came back twice"],
    [open && left > house + awaited, "is to send what it does not have"],
    [shipped(order, item.sku) + left > item.quantity, "sends more than was bought"],
    [money > item.quantity, "pays a piece back twice"],
    [order.status === "SHIPPED" && left > 0, "SHIPPED, and something is left"],
  ]).map((what) => `${item.sku}: ${what}`);
}

function when(all: readonly (readonly [wrong: boolean, what: string])[]): string[] {
  return all.flatMap(([wrong, what]) => (wrong ? [what] : []));
}
