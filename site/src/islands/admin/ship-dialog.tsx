import { useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "./field.tsx";
import type { AdminOrder } from "./order-status.tsx";
import { staffCall } from "./staff-call.ts";
import { asApiError } from "./use-load.ts";

/** Suggestions only: any carrier can be written. */
const CARRIERS = ["DHL", "DPD", "GLS", "Hermes", "UPS", "Deutsche Post"];

/** Asks for carrier and tracking number, both of which may be left out, and marks it as shipped. */
export function ShipDialog({
  order,
  onShipped,
  onClose,
}: {
  order: AdminOrder;
  onShipped: (order: AdminOrder) => void;
  onClose: () => void;
}) {
  const [carrier, setCarrier] = useState("");
  const [trackingNumber, setTrackingNumber] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const errorOf = (field: string) => error?.details.find((one) => one.field === field)?.message;

  async function ship(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const { data } = await staffCall("POST /admin/orders/:orderNumber/fulfilments", {
        params: { orderNumber: order.orderNumber },
        body: {
          ...(carrier.trim() ? { carrier: carrier.trim() } : {}),
          ...(trackingNumber.trim() ? { trackingNumber: trackingNumber.trim() } : {}),
        },
      });
      onShipped(data);
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={`Mark ${order.orderNumber} as shipped`}
      onSubmit={() => void ship()}
      onClose={onClose}
    >
      <p className="quiet">
        {order.shippingAddress.name} is told by mail. This cannot be taken back.
      </p>
      <div className="form">
        <Field label="Carrier" note="May stay empty." error={errorOf("carrier")}>
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
        <Field label="Tracking number" note="May stay empty." error={errorOf("trackingNumber")}>
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
      </div>
      {error && error.details.length === 0 && (
        <p className="wrong" role="alert">
          {error.message}
        </p>
      )}
      <div className="foot-acts">
        <button type="button" className="cb" onClick={onClose}>
          Not yet
        </button>
        <button type="submit" className="cb sun" aria-disabled={busy}>
          {busy ? "Marking" : "Mark as shipped"}
        </button>
      </div>
    </Dialog>
  );
}
