import { useState } from "react";
import { dateAndTime } from "./format.ts";
import { CancelOrderDialog } from "./cancel-order-dialog.tsx";
import { OrderActions, type OrderVerb, verbsOf } from "./order-actions.tsx";
import { OrderDebts } from "./order-debts.tsx";
import { OrderItems, OrderSums } from "./order-items.tsx";
import { OrderNote } from "./order-note.tsx";
import { OrderReturns } from "./order-returns.tsx";
import { OrderSide } from "./order-side.tsx";
import { type AdminOrder, StatusPills } from "./order-status.tsx";
import { OrderTimeline } from "./order-timeline.tsx";
import { neighbours } from "./order-trail.ts";
import { Failed, Key, KeyHints, TopBar } from "./parts.tsx";
import { RefundDialog } from "./refund-dialog.tsx";
import { ShipDialog } from "./ship-dialog.tsx";
import { staffCall } from "./staff-call.ts";
import { useKeys } from "./use-keys.ts";
import { useLoad } from "./use-load.ts";
import { useNow } from "./use-now.ts";
import { useOrderAction } from "./use-order-action.ts";

/** One order: what was bought, what happened, who waits for it, and everything staff do with it. */
export default function OrderPage({ orderNumber }: { orderNumber: string }) {
  const loaded = useLoad(orderNumber, async (signal) => {
    const { data } = await staffCall("GET /admin/orders/:orderNumber", {
      params: { orderNumber },
      signal,
    });
    return { order: data, around: neighbours(orderNumber) };
  });
  const [open, setOpen] = useState<OrderVerb>();
  const [said, setSaid] = useState("");
  const now = useNow();

  const order = loaded.data?.order;
  const around = loaded.data?.around ?? {};
  const verbs = order ? verbsOf(order) : [];
  const pack = useOrderAction((after) => show(after, `${after.orderNumber} is marked as packed.`));
  const visit = (number: string | undefined) => {
    if (number) window.location.assign(`/admin/orders/${number}`);
  };

  function show(after: AdminOrder, words: string): void {
    loaded.replace({ order: after, around });
    setOpen(undefined);
    setSaid(words);
  }

  function act(verb: OrderVerb): void {
    if (!verbs.includes(verb)) return;
    if (verb !== "pack") setOpen(verb);
    else {
      void pack.run(() =>
        staffCall("POST /admin/orders/:orderNumber/processing", { params: { orderNumber } }),
      );
    }
  }

  useKeys({
    p: () => act("pack"),
    s: () => act("ship"),
    r: () => act("refund"),
    c: () => act("cancel"),
    n: () => document.getElementById("note")?.focus(),
    j: () => visit(around.next),
    k: () => visit(around.previous),
  });

  return (
    <>
      <TopBar
        title={
          <>
            <a className="faint" href="/admin/orders">
              Orders
            </a>{" "}
            <span className="faint">/</span> <span className="num">{orderNumber}</span>
          </>
        }
      >
        <Neighbour letter="K" name="Previous" number={around.previous} />
        <Neighbour letter="J" name="Next" number={around.next} />
      </TopBar>
      <main className="body flush">
        {loaded.error && (
          <Failed
            what={loaded.error.statusCode === 404 ? "" : "The order could not be loaded."}
            error={loaded.error}
            since={loaded.error.statusCode === 404 ? undefined : loaded.failedAt}
            retry={loaded.reload}
          />
        )}
        {!order && loaded.slow && <p className="waiting">Loading {orderNumber}</p>}
        {order && (
          <div className="ord">
            <div className="m">
              <div className="title">
                <h2 className="num">{order.orderNumber}</h2>
                <StatusPills status={order.status} />
                <span className="quiet num">{dateAndTime(order.createdAt, now)}</span>
                <OrderActions order={order} busy={pack.busy} onAct={act} />
              </div>
              <OrderDebts order={order} />
              <OrderItems order={order} />
              <OrderSums order={order} />
              {pack.error && (
                <p className="wrong" role="alert">
                  {pack.error.message}
                </p>
              )}
              <OrderReturns order={order} onDone={(after) => show(after, "The return is noted.")} />
              <div className="h">
                <h2>What happened</h2>
              </div>
              <OrderNote
                order={order}
                onDone={(after) => show(after, "The note is in the timeline.")}
              />
              <OrderTimeline order={order} />
            </div>
            <OrderSide order={order} onDone={(after) => show(after, "The parcel arrived.")} />
          </div>
        )}
        <output className="sr">{said}</output>
      </main>
      <KeyHints
        hints={[
          ...KEYS.filter(([verb]) => verbs.includes(verb)).map(
            ([, key, does]) => [key, does] as const,
          ),
          ["N", "Note"],
          ["J K", "Next, previous"],
        ]}
      />
      {order && open === "ship" && (
        <ShipDialog
          order={order}
          onDone={(after) => show(after, `${after.orderNumber} is marked as shipped.`)}
          onClose={() => setOpen(undefined)}
        />
      )}
      {order && open === "refund" && (
        <RefundDialog
          order={order}
          onDone={(after) => show(after, "The money is on its way back.")}
          onClose={() => setOpen(undefined)}
        />
      )}
      {order && open === "cancel" && (
        <CancelOrderDialog
          order={order}
          onDone={(after) => show(after, `${after.orderNumber} is cancelled.`)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

const KEYS = [
  ["pack", "P", "Mark as packed"],
  ["ship", "S", "Mark as shipped"],
  ["refund", "R", "Refund"],
  ["cancel", "C", "Cancel"],
] as const satisfies readonly (readonly [OrderVerb, string, string])[];

function Neighbour({
  letter,
  name,
  number,
}: {
  letter: string;
  name: string;
  number: string | undefined;
}) {
  if (number === undefined) return null;
  return (
    <a className="cb hm2" href={`/admin/orders/${number}`} aria-keyshortcuts={letter.toLowerCase()}>
      <Key>{letter}</Key>
      {name}
      <span className="sr">order, {number}</span>
    </a>
  );
}
