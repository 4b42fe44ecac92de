import { useState } from "react";
import { pieces as count } from "../../format.ts";
import { Field } from "./field.tsx";
import { OrderDialog } from "./order-dialog.tsx";
import { PiecesPicker } from "./order-pieces.tsx";
import type { AdminOrder } from "./order-status.tsx";
import { staffCall } from "./staff-call.ts";
import { useOrderAction } from "./use-order-action.ts";

/** Suggestions only: any carrier can be written. */
const CARRIERS = ["DHL", "DPD", "GLS", "Hermes", "UPS", "Deutsche Post"];

/** Which pieces leave, with whom and under which number; all but the pieces may stay empty. */
export function ShipDialog({
  order,
  onDone,
  onClose,
}: {
  order: AdminOrder;
  onDone: (order: AdminOrder) => void;
  onClose: () => void;
}) {
  const [lines, setLines] = useState(order.unshipped);
  const [carrier, setCarrier] = useState("");
  const [trackingNumber, setTrackingNumber] = useState("");
  const [trackingUrl, setTrackingUrl] = useState("");
  const action = useOrderAction(onDone);
  const chosen = lines.reduce((sum, line) => sum + line.quantity, 0);

  const ship = () =>
    action.run(() =>
      staffCall("POST /admin/orders/:orderNumber/fulfilments", {
        params: { orderNumber: order.orderNumber },
        body: {
          lines,
          ...(carrier.trim() ? { carrier: carrier.trim() } : {}),
          ...(trackingNumber.trim() ? { trackingNumber: trackingNumber.trim() } : {}),
          ...(trackingUrl.trim() ? { trackingUrl: trackingUrl.trim() } : {}),
        },
      }),
    );

  return (
    <OrderDialog
      title={`Mark ${order.orderNumber} as shipped`}
      action={action}
      verb={chosen > 0 ? `Ship ${count(chosen, "piece")}` : "Mark as shipped"}
      doing="Marking"
      keep="Not yet"
      onSubmit={() => void ship()}
      onClose={onClose}
    >
      <p className="quiet">
        {order.shippingAddress.name} is told by mail. This cannot be taken back.
      </p>
      <PiecesPicker
        order={order}
        from={order.unshipped}
        chosen={lines}
        legend="Pieces in this parcel"
        onChange={setLines}
      />
      <div className="form">
        <Field label="Carrier" note="May stay empty." error={action.errorOf("carrier")}>
          {(control) => (
            <>
              <input
                {...control}
                className="field"
                list="carriers"
                value={carrier}
                maxLength={60}
                autoComplete="off"
                onChange={(event) => setCarrier(event.target.value)}
              />
              <datalist id="carriers">
                {CARRIERS.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field
          label="Tracking number"
          note="May stay empty."
          error={action.errorOf("trackingNumber")}
        >
          {(control) => (
            <input
              {...control}
              className="field mono"
              value={trackingNumber}
              maxLength={80}
              autoComplete="off"
              onChange={(event) => setTrackingNumber(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Where to follow it"
          note="An address; may stay empty."
          error={action.errorOf("trackingUrl")}
        >
          {(control) => (
            <input
              {...control}
              className="field"
              type="url"
              value={trackingUrl}
              autoComplete="off"
              onChange={(event) => setTrackingUrl(event.target.value)}
            />
          )}
        </Field>
      </div>
    </OrderDialog>
  );
}
