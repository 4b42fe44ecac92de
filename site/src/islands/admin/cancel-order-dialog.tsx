import { useState } from "react";
import { methodName } from "#domain/payment-method";
import { price } from "../../format.ts";
import { Field } from "./field.tsx";
import { OrderDialog } from "./order-dialog.tsx";
import type { AdminOrder } from "./order-status.tsx";
import { staffCall } from "./staff-call.ts";
import { useOrderAction } from "./use-order-action.ts";

/** Ends an order of which nothing has left; its money goes back by itself. */
export function CancelOrderDialog({
  order,
  onDone,
  onClose,
}: {
  order: AdminOrder;
  onDone: (order: AdminOrder) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [restock, setRestock] = useState(true);
  const action = useOrderAction(onDone);
  const paid = order.paymentMethod !== null;

  const cancel = () =>
    action.run(() =>
      staffCall("POST /admin/orders/:orderNumber/cancel", {
        params: { orderNumber: order.orderNumber },
        body: { restock, ...(reason.trim() ? { reason: reason.trim() } : {}) },
      }),
    );

  return (
    <OrderDialog
      title={`Cancel ${order.orderNumber}?`}
      action={action}
      verb="Cancel the order"
      doing="Cancelling"
      keep="Keep it"
      grave
      onSubmit={() => void cancel()}
      onClose={onClose}
    >
      <p className="quiet num">
        {paid
          ? `${price(order.refundable)} goes back to ${methodName(order.paymentMethod ?? "the card")}. ${order.shippingAddress.name} is told by mail.`
          : "Nothing was charged. Its pieces are free again."}
      </p>
      <div className="form">
        {paid && (
          <label className="check">
            <input
              type="checkbox"
              checked={restock}
              onChange={(event) => setRestock(event.target.checked)}
            />
            Put the pieces back into stock
          </label>
        )}
        <Field
          label="Why"
          note={
            paid
              ? "May stay empty. The shopper reads it, in the mail and on the invoice."
              : "May stay empty."
          }
          error={action.errorOf("reason")}
        >
          {(control) => (
            <input
              {...control}
              className="field"
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </div>
    </OrderDialog>
  );
}
