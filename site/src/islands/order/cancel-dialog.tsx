import { useState } from "react";
import { ApiError } from "../../api/client.ts";
import { methodName } from "#domain/payment-method";
import { price } from "../../format.ts";
import { cancelOrder, type Order } from "../../stores/order.ts";
import { say } from "../../stores/toasts.ts";
import { Dialog } from "../ui/dialog.tsx";

interface Props {
  order: Order;
  token: string | undefined;
  onClose: () => void;
}

/** Asks once more, and says what becomes of the money. */
export function CancelDialog({ order, token, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const paid = order.paymentMethod !== null;

  async function cancel() {
    if (busy) return;
    setBusy(true);
    try {
      await cancelOrder(order.orderNumber, token);
      say({ text: `Order ${order.orderNumber} is cancelled.` });
      onClose();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : "That is our fault. Try again.");
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Cancel ${order.orderNumber}?`} onSubmit={() => void cancel()} onClose={onClose}>
      <p className="quiet">
        {paid
          ? `${price(order.total)} goes back to ${methodName(order.paymentMethod ?? "your card")}, and the figurines to their shelf.`
          : "Nothing was charged. The figurines go back to their shelf."}
      </p>
      {problem && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
      <div className="foot-acts">
        <button type="button" className="btn btn-line btn-s" onClick={onClose}>
          Keep it
        </button>
        <button type="submit" className="btn btn-ink btn-s" aria-disabled={busy}>
          {busy ? "Cancelling" : "Cancel the order"}
        </button>
      </div>
    </Dialog>
  );
}
