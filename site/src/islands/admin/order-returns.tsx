import { useState } from "react";
import { methodName } from "#domain/payment-method";
import { price } from "../../format.ts";
import { Field } from "./field.tsx";
import { dateAndTime } from "./format.ts";
import { OrderDialog } from "./order-dialog.tsx";
import type { AdminOrder } from "./order-status.tsx";
import { refundOf } from "./order-sums.ts";
import { staffCall } from "./staff-call.ts";
import { useNow } from "./use-now.ts";
import { useOrderAction } from "./use-order-action.ts";

type Return = AdminOrder["returns"][number];

const STATUS: Record<Return["status"], readonly [tone: string, text: string]> = {
  REQUESTED: ["a", "Asked for"],
  APPROVED: ["s", "On its way back"],
  REJECTED: ["", "Turned down"],
  RECEIVED: ["a", "Here, to refund"],
  REFUNDED: ["l", "Refunded"],
};

/** What shoppers want to send back, and the one thing to do next about each. */
export function OrderReturns({
  order,
  onDone,
}: {
  order: AdminOrder;
  onDone: (order: AdminOrder) => void;
}) {
  const now = useNow();
  if (order.returns.length === 0) return null;
  return (
    <section aria-labelledby="returns">
      <div className="h">
        <h2 id="returns">Returns</h2>
      </div>
      <ul className="rets">
        {order.returns.map((one) => (
          <li key={one.id}>
            <div>
              <b>{one.id}</b>{" "}
              <span className={`pill ${STATUS[one.status][0]}`}>{STATUS[one.status][1]}</span>
              <small className="faint num">{dateAndTime(one.requestedAt, now)}</small>
              <p>
                {one.lines.map((line) => (
                  <span key={line.sku} className="block">
                    {line.quantity} × {nameOf(order, line.sku)}
                    {line.reason && <span className="quiet">: {line.reason}</span>}
                  </span>
                ))}
              </p>
              {one.note && <p className="quiet">“{one.note}”</p>}
              {one.rejection && <p className="quiet">Turned down: {one.rejection}</p>}
            </div>
            <ReturnActions order={order} returned={one} onDone={onDone} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function nameOf(order: AdminOrder, sku: string): string {
  return order.items.find((item) => item.sku === sku)?.name ?? sku;
}

function ReturnActions({
  order,
  returned,
  onDone,
}: {
  order: AdminOrder;
  returned: Return;
  onDone: (order: AdminOrder) => void;
}) {
  const [open, setOpen] = useState<"reject" | "receive" | "refund">();
  const action = useOrderAction(onDone);
  const close = () => setOpen(undefined);
  const done = (after: AdminOrder) => {
    close();
    onDone(after);
  };
  const params = { orderNumber: order.orderNumber, returnId: returned.id };
  return (
    <div className="acts">
      {returned.status === "REQUESTED" && (
        <>
          <button type="button" className="cb" onClick={() => setOpen("reject")}>
            Turn down
          </button>
          <button
            type="button"
            className="cb"
            aria-disabled={action.busy}
            onClick={() =>
              void action.run(() =>
                staffCall("POST /admin/orders/:orderNumber/returns/:returnId/approve", { params }),
              )
            }
          >
            Agree
          </button>
        </>
      )}
      {returned.status === "APPROVED" && (
        <button type="button" className="cb" onClick={() => setOpen("receive")}>
          It came in
        </button>
      )}
      {returned.status === "RECEIVED" && returned.refundId === null && (
        <button type="button" className="cb" onClick={() => setOpen("refund")}>
          Give money back
        </button>
      )}
      {action.error && (
        <p className="wrong" role="alert">
          {action.error.message}
        </p>
      )}
      {open === "reject" && <Reject params={params} onDone={done} onClose={close} />}
      {open === "receive" && <Receive params={params} onDone={done} onClose={close} />}
      {open === "refund" && (
        <RefundReturn order={order} returned={returned} onDone={done} onClose={close} />
      )}
    </div>
  );
}

interface Step {
  params: { orderNumber: string; returnId: string };
  onDone: (order: AdminOrder) => void;
  onClose: () => void;
}

function Reject({ params, onDone, onClose }: Step) {
  const [reason, setReason] = useState("");
  const action = useOrderAction(onDone);
  return (
    <OrderDialog
      title={`Turn return ${params.returnId} down?`}
      action={action}
      verb="Turn it down"
      doing="Sending"
      keep="Not yet"
      grave
      onSubmit={() =>
        void action.run(() =>
          staffCall("POST /admin/orders/:orderNumber/returns/:returnId/reject", {
            params,
            body: { reason: reason.trim() },
          }),
        )
      }
      onClose={onClose}
    >
      <p className="quiet">The shopper reads your words in a mail.</p>
      <div className="form">
        <Field label="Why" error={action.errorOf("reason")}>
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

function Receive({ params, onDone, onClose }: Step) {
  const [restock, setRestock] = useState(true);
  const action = useOrderAction(onDone);
  return (
    <OrderDialog
      title={`Return ${params.returnId} came in`}
      action={action}
      verb="Book it in"
      doing="Booking"
      keep="Not yet"
      onSubmit={() =>
        void action.run(() =>
          staffCall("POST /admin/orders/:orderNumber/returns/:returnId/receive", {
            params,
            body: { restock },
          }),
        )
      }
      onClose={onClose}
    >
      <div className="form">
        <label className="check">
          <input
            type="checkbox"
            checked={restock}
            onChange={(event) => setRestock(event.target.checked)}
          />
          Good enough to sell again: put it into stock
        </label>
      </div>
    </OrderDialog>
  );
}

function RefundReturn({
  order,
  returned,
  onDone,
  onClose,
}: {
  order: AdminOrder;
  returned: Return;
  onDone: (order: AdminOrder) => void;
  onClose: () => void;
}) {
  // One key for as long as the dialog is open: a second press after a lost answer pays once.
  const [key] = useState(() => crypto.randomUUID());
  const action = useOrderAction(onDone);
  const amount = price(refundOf(order, returned.lines, 0));
  return (
    <OrderDialog
      title={`Give ${amount} back for return ${returned.id}?`}
      action={action}
      verb={`Give ${amount} back`}
      doing="Giving back"
      keep="Not yet"
      onSubmit={() =>
        void action.run(() =>
          staffCall("POST /admin/orders/:orderNumber/refunds", {
            params: { orderNumber: order.orderNumber },
            headers: { "idempotency-key": key },
            body: { returnId: returned.id, reason: `Return ${returned.id}` },
          }),
        )
      }
      onClose={onClose}
    >
      <p className="quiet">It goes to {methodName(order.paymentMethod ?? "the card")}.</p>
    </OrderDialog>
  );
}
