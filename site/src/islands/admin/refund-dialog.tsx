import { useState } from "react";
import { methodName } from "#domain/payment-method";
import { price } from "../../format.ts";
import { Field } from "./field.tsx";
import { OrderDialog } from "./order-dialog.tsx";
import { PiecesPicker, type Pieces } from "./order-pieces.tsx";
import type { AdminOrder } from "./order-status.tsx";
import { refundableShipping, refundOf } from "./order-sums.ts";
import { parseAmount } from "./product-draft.ts";
import { staffCall } from "./staff-call.ts";
import { useOrderAction } from "./use-order-action.ts";

/** Money back for pieces, for the delivery, or any sum that is left. */
export function RefundDialog({
  order,
  onDone,
  onClose,
}: {
  order: AdminOrder;
  onDone: (order: AdminOrder) => void;
  onClose: () => void;
}) {
  const post = refundableShipping(order);
  const [lines, setLines] = useState<Pieces>([]);
  const [withPost, setWithPost] = useState(false);
  const [restock, setRestock] = useState(false);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string>();
  // The same refund sent again, after a lost answer, must not become a second one.
  const [sent, setSent] = useState<{ body: string; key: string }>();
  const action = useOrderAction(onDone);

  const shipping = withPost ? post : 0;
  const computed = refundOf(order, lines, shipping);
  const own = typed.trim() === "" ? undefined : parseAmount(typed);
  const everything = lines.length === 0 && shipping === 0 && own === undefined;
  const amount = everything ? order.refundable : (own ?? computed);

  function refund() {
    if (typed.trim() !== "" && own === undefined) {
      setWrong("An amount, such as 12.50.");
      return;
    }
    const body = {
      ...(lines.length > 0 ? { lines } : {}),
      ...(shipping > 0 ? { shipping } : {}),
      ...(own === undefined ? {} : { amount: own }),
      ...(lines.length > 0 ? { restock } : {}),
      reason: reason.trim(),
    };
    const text = JSON.stringify(body);
    const key = sent?.body === text ? sent.key : crypto.randomUUID();
    setSent({ body: text, key });
    void action.run(() =>
      staffCall("POST /admin/orders/:orderNumber/refunds", {
        params: { orderNumber: order.orderNumber },
        headers: { "idempotency-key": key },
        body,
      }),
    );
  }

  return (
    <OrderDialog
      title={`Give money back for ${order.orderNumber}`}
      action={action}
      verb={`Give ${everything ? "all " : ""}${price(amount)} back`}
      doing="Giving back"
      keep="Keep it"
      onSubmit={refund}
      onClose={onClose}
    >
      <p className="quiet num">
        {price(order.refundable)} can still go back to{" "}
        {methodName(order.paymentMethod ?? "the card")}.
      </p>
      <PiecesPicker
        order={order}
        from={order.refundablePieces}
        chosen={lines}
        legend="Pieces whose money goes back"
        onChange={setLines}
      />
      <div className="form">
        {post > 0 && (
          <label className="check">
            <input
              type="checkbox"
              checked={withPost}
              onChange={(event) => setWithPost(event.target.checked)}
            />
            <span className="num">The delivery too, {price(post)}</span>
          </label>
        )}
        {lines.length > 0 && order.status !== "CANCELLED" && (
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
          label="Another amount"
          note={lines.length > 0 ? `The pieces come to ${price(computed)}.` : "In euros, as 12.50."}
          error={wrong ?? action.errorOf("amount")}
        >
          {(control) => (
            <input
              {...control}
              className="field num"
              inputMode="decimal"
              value={typed}
              autoComplete="off"
              onChange={(event) => {
                setTyped(event.target.value);
                setWrong(undefined);
              }}
            />
          )}
        </Field>
        <Field
          label="Why"
          note="The shopper reads it, in the mail and on the invoice."
          error={action.errorOf("reason")}
        >
          {(control) => (
            <input
              {...control}
              className="field"
              required
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
