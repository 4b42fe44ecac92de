import { useState } from "react";
import { price } from "../../format.ts";
import { dateAndTime } from "./format.ts";
import { OrderItems, OrderSums } from "./order-items.tsx";
import { OrderSide } from "./order-side.tsx";
import { type AdminOrder, canShip, StatusPills } from "./order-status.tsx";
import { OrderTimeline } from "./order-timeline.tsx";
import { neighbours } from "./order-trail.ts";
import { Failed, Key, KeyHints, TopBar } from "./parts.tsx";
import { ShipDialog } from "./ship-dialog.tsx";
import { staffCall } from "./staff-call.ts";
import { useKeys } from "./use-keys.ts";
import { useLoad } from "./use-load.ts";
import { useNow } from "./use-now.ts";

/** One order: what was bought, what happened, who waits for it; and marking it as shipped. */
export default function OrderPage({ orderNumber }: { orderNumber: string }) {
  const loaded = useLoad(orderNumber, async (signal) => {
    const { data } = await staffCall("GET /admin/orders/:orderNumber", {
      params: { orderNumber },
      signal,
    });
    return { order: data, around: neighbours(orderNumber) };
  });
  const [shipping, setShipping] = useState(false);
  const [said, setSaid] = useState("");
  const now = useNow();

  const order = loaded.data?.order;
  const around = loaded.data?.around ?? {};
  const shippable = order !== undefined && canShip(order.status);
  const open = (number: string | undefined) => {
    if (number) window.location.assign(`/admin/orders/${number}`);
  };
  useKeys({
    p: () => shippable && setShipping(true),
    j: () => open(around.next),
    k: () => open(around.previous),
  });

  function shipped(after: AdminOrder): void {
    loaded.replace({ order: after, around });
    setShipping(false);
    setSaid(`${after.orderNumber} is marked as shipped.`);
  }

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
                {shippable && (
                  <div className="acts">
                    <button
                      type="button"
                      className="cb sun"
                      aria-keyshortcuts="p"
                      onClick={() => setShipping(true)}
                    >
                      Mark as shipped
                      <span className="hm2">
                        <Key>P</Key>
                      </span>
                    </button>
                  </div>
                )}
              </div>
              <OrderItems order={order} />
              <OrderSums order={order} />
              <div className="h">
                <h2>What happened</h2>
              </div>
              <OrderTimeline order={order} />
            </div>
            <OrderSide order={order} charged={price(order.total)} />
          </div>
        )}
        <output className="sr">{said}</output>
      </main>
      <KeyHints
        hints={[
          ...(shippable ? ([["P", "Mark as shipped"]] as const) : []),
          ["J K", "Next, previous"],
        ]}
      />
      {shipping && order && (
        <ShipDialog order={order} onShipped={shipped} onClose={() => setShipping(false)} />
      )}
    </>
  );
}

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
