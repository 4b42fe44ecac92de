import type { AdminOrder } from "./order-status.tsx";
import { Icon } from "./icon.tsx";
import { Key } from "./parts.tsx";

export type OrderVerb = "pack" | "ship" | "refund" | "cancel";

/** What staff may do with the order now; the API refuses the rest. */
export function verbsOf(order: AdminOrder): readonly OrderVerb[] {
  const { status, unshipped, refundable, cancellable } = order;
  const paid = status === "PAID" || status === "PROCESSING";
  return [
    ...(status === "PAID" ? (["pack"] as const) : []),
    ...(paid && unshipped.length > 0 ? (["ship"] as const) : []),
    ...(refundable > 0 && order.paymentMethod !== null ? (["refund"] as const) : []),
    ...(cancellable ? (["cancel"] as const) : []),
  ];
}

/** The buttons beside the number: what comes next is yellow. */
export function OrderActions({
  order,
  busy,
  onAct,
}: {
  order: AdminOrder;
  busy: boolean;
  onAct: (verb: OrderVerb) => void;
}) {
  const verbs = verbsOf(order);
  const next = verbs.includes("pack") ? "pack" : "ship";
  const tone = (verb: OrderVerb) => (verb === next ? "cb sun" : "cb");
  return (
    <div className="acts">
      {order.paymentMethod !== null && (
        <a
          className="cb"
          href={`/api/v1/admin/orders/${order.orderNumber}/invoice`}
          target="_blank"
          rel="noreferrer"
        >
          Invoice
        </a>
      )}
      {verbs.includes("cancel") && (
        <button type="button" className="cb" aria-keyshortcuts="c" onClick={() => onAct("cancel")}>
          Cancel
        </button>
      )}
      {verbs.includes("refund") && (
        <button type="button" className="cb" aria-keyshortcuts="r" onClick={() => onAct("refund")}>
          <Icon name="refund" />
          Refund
        </button>
      )}
      {verbs.includes("ship") && (
        <button
          type="button"
          className={tone("ship")}
          aria-keyshortcuts="s"
          onClick={() => onAct("ship")}
        >
          Mark as shipped
          {next === "ship" && (
            <span className="hm2">
              <Key>S</Key>
            </span>
          )}
        </button>
      )}
      {verbs.includes("pack") && (
        <button
          type="button"
          className={tone("pack")}
          aria-keyshortcuts="p"
          aria-disabled={busy}
          onClick={() => onAct("pack")}
        >
          {busy ? "Marking" : "Mark as packed"}
          <span className="hm2">
            <Key>P</Key>
          </span>
        </button>
      )}
    </div>
  );
}
