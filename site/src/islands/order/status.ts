import type { Order } from "../../stores/order.ts";

/** An order's status in a word, with the tone of its pill. */
export function statusPill(status: Order["status"]): { label: string; tone: string } {
  switch (status) {
    case "PENDING":
      return { label: "Not paid", tone: "amber" };
    case "PAID":
      return { label: "Paid", tone: "leaf" };
    case "PROCESSING":
      return { label: "Being packed", tone: "leaf" };
    case "SHIPPED":
      return { label: "On its way", tone: "sea" };
    case "DELIVERED":
      return { label: "Delivered", tone: "leaf" };
    case "CANCELLED":
      return { label: "Cancelled", tone: "poppy" };
    case "REFUNDED":
      return { label: "Paid back", tone: "" };
    default:
      return status satisfies never;
  }
}
