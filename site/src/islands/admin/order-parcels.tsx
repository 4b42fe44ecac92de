import { dateAndTime } from "./format.ts";
import type { AdminOrder } from "./order-status.tsx";
import { staffCall } from "./staff-call.ts";
import { useNow } from "./use-now.ts";
import { useOrderAction } from "./use-order-action.ts";

/** Parcels that left, and which of them arrived. */
export function OrderParcels({
  order,
  onDone,
}: {
  order: AdminOrder;
  onDone: (order: AdminOrder) => void;
}) {
  const now = useNow();
  const action = useOrderAction(onDone);
  return order.fulfilments.map((parcel, at) => (
    <section className="blk" key={parcel.id}>
      <h3>
        Parcel {at + 1}
        {parcel.deliveredAt === null ? (
          <button
            type="button"
            className="plainlink"
            aria-disabled={action.busy}
            onClick={() =>
              void action.run(() =>
                staffCall("POST /admin/orders/:orderNumber/fulfilments/:fulfilmentId/delivered", {
                  params: { orderNumber: order.orderNumber, fulfilmentId: parcel.id },
                }),
              )
            }
          >
            It arrived
          </button>
        ) : (
          <span className="pill l">Delivered</span>
        )}
      </h3>
      <p className="quiet">
        {parcel.lines
          .map(({ sku, quantity }) => {
            const name = order.items.find((item) => item.sku === sku)?.name ?? sku;
            return `${quantity} × ${name}`;
          })
          .join(", ")}
      </p>
      <dl className="kv">
        <dt>Left</dt>
        <dd>{dateAndTime(parcel.shippedAt, now)}</dd>
        {parcel.deliveredAt && (
          <>
            <dt>Arrived</dt>
            <dd>{dateAndTime(parcel.deliveredAt, now)}</dd>
          </>
        )}
        {parcel.carrier && (
          <>
            <dt>Carrier</dt>
            <dd>{parcel.carrier}</dd>
          </>
        )}
        {parcel.trackingNumber && (
          <>
            <dt>Tracking</dt>
            <dd className="mono">
              {parcel.trackingUrl ? (
                <a href={parcel.trackingUrl} rel="noreferrer">
                  {parcel.trackingNumber}
                </a>
              ) : (
                parcel.trackingNumber
              )}
            </dd>
          </>
        )}
      </dl>
      {action.error && (
        <p className="wrong" role="alert">
          {action.error.message}
        </p>
      )}
    </section>
  ));
}
