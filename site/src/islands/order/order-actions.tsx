import { useState } from "react";
import { invoiceUrl, type Order } from "../../stores/order.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { ReturnDialog } from "./return-dialog.tsx";

/** What the shopper may still do with the order: only what the shop will accept stands here. */
export function OrderActions({ order, token }: { order: Order; token: string | undefined }) {
  const [open, setOpen] = useState<"cancel" | "return">();
  const close = () => setOpen(undefined);
  const paid = order.paymentMethod !== null;
  if (!paid && !order.cancellable) return null;
  return (
    <div>
      <h2 className="mb-2 text-lg font-semibold">What you can do</h2>
      <p className="flex flex-wrap gap-3">
        {paid && (
          <a className="btn btn-line btn-s" href={invoiceUrl(order, token)} target="_blank">
            Invoice, PDF
          </a>
        )}
        {order.returnable.length > 0 && (
          <button type="button" className="btn btn-line btn-s" onClick={() => setOpen("return")}>
            Send something back
          </button>
        )}
        {order.cancellable && (
          <button type="button" className="btn btn-line btn-s" onClick={() => setOpen("cancel")}>
            Cancel the order
          </button>
        )}
      </p>
      {open === "cancel" && <CancelDialog order={order} token={token} onClose={close} />}
      {open === "return" && <ReturnDialog order={order} token={token} onClose={close} />}
    </div>
  );
}
