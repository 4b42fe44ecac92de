import { price } from "../../format.ts";
import type { AdminOrder } from "./order-status.tsx";

/** Money that a refund was to bring and did not: somebody has to see to it. */
export function OrderDebts({ order }: { order: AdminOrder }) {
  return order.debts.map(({ refundId, amount, failure, own }) => (
    <p key={refundId} className="wrong" role="alert">
      {price(amount)} did not go back{failure && `: ${failure.replaceAll("_", " ")}`}.{" "}
      {own
        ? "Refund it again, or pay it another way and leave a note."
        : "It was paid twice. Give it back at Stripe."}
    </p>
  ));
}
