import type { z } from "zod";
import type { adminOrder } from "../../../../shared/contracts/admin-orders.ts";
import type { order, orderStatus } from "../../../../shared/contracts/orders.ts";

export type Order = z.input<typeof order>;
export type AdminOrder = z.input<typeof adminOrder>;
export type OrderStatus = z.input<typeof orderStatus>;

const PILLS: Record<OrderStatus, readonly (readonly [tone: string, text: string])[]> = {
  PENDING: [["", "Waiting for payment"]],
  PAID: [
    ["l", "Paid"],
    ["a", "To pack"],
  ],
  PROCESSING: [
    ["l", "Paid"],
    ["s", "To ship"],
  ],
  SHIPPED: [["s", "Shipped"]],
  DELIVERED: [["l", "Delivered"]],
  CANCELLED: [["", "Cancelled"]],
  REFUNDED: [["", "Refunded"]],
};

/** The order's state in words; a list shows only what is to be done next, and shorter. */
export function StatusPills({ status, short = false }: { status: OrderStatus; short?: boolean }) {
  const pills = short ? (status === "PENDING" ? UNPAID : PILLS[status].slice(-1)) : PILLS[status];
  return (
    <>
      {pills.map(([tone, text]) => (
        <span key={text} className={`pill ${tone}`.trim()}>
          {text}
        </span>
      ))}
    </>
  );
}

const UNPAID = [["", "Unpaid"]] as const;

/** Statuses as tabs of the order list. "" is all of them. */
export const STATUS_TABS: readonly (readonly [status: OrderStatus | "", name: string])[] = [
  ["", "All"],
  ["PAID", "To pack"],
  ["PROCESSING", "To ship"],
  ["PENDING", "Unpaid"],
  ["SHIPPED", "Shipped"],
  ["DELIVERED", "Delivered"],
  ["CANCELLED", "Cancelled"],
  ["REFUNDED", "Refunded"],
];
