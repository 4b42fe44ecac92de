import { useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "./field.tsx";
import { parseMovement } from "./stock-movement.ts";
import { staffCall } from "./staff-call.ts";
import { asApiError } from "./use-load.ts";
import type { StockFigures } from "./variant-grid.tsx";

/** Suggestions only: any reason can be written. */
const REASONS = ["Delivery arrived", "Counted by hand", "Broken", "Returned to shelf"];

/** Moves the stock of one SKU by a number of pieces, with a reason for the ledger. */
export function StockDialog({
  sku,
  figures,
  onMoved,
  onClose,
}: {
  sku: string;
  figures: StockFigures | undefined;
  onMoved: (figures: StockFigures) => void;
  onClose: () => void;
}) {
  const [quantity, setQuantity] = useState("");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<ApiError>();
  const moved = parseMovement(quantity);
  const errorOf = (field: string) => error?.details.find((one) => one.field === field)?.message;

  async function move(): Promise<void> {
    setTried(true);
    if (busy || moved === undefined || reason.trim() === "") return;
    setBusy(true);
    setError(undefined);
    try {
      const { data } = await staffCall("POST /admin/inventory/:sku/adjustments", {
        params: { sku },
        body: { quantity: moved, reason: reason.trim() },
      });
      onMoved(data);
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Move the stock of ${sku}`} onSubmit={() => void move()} onClose={onClose}>
      {figures && (
        <p className="quiet num">
          {figures.onHand} on hand, {figures.reserved} of them reserved
          {moved !== undefined && `; then ${figures.onHand + moved} on hand`}.
        </p>
      )}
      <div className="form">
        <Field
          label="By how many"
          note="Such as 12 or −3."
          error={
            errorOf("quantity") ??
            (tried && moved === undefined ? "A whole number that is not 0." : undefined)
          }
        >
          {(control) => (
            <input
              {...control}
              className="field"
              value={quantity}
              autoComplete="off"
              onChange={(event) => setQuantity(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Why"
          note="It stands in the ledger."
          error={
            errorOf("reason") ??
            (tried && reason.trim() === "" ? "The ledger wants a reason." : undefined)
          }
        >
          {(control) => (
            <>
              <input
                {...control}
                className="field"
                list="reasons"
                value={reason}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => setReason(event.target.value)}
              />
              <datalist id="reasons">
                {REASONS.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      {error && error.details.length === 0 && (
        <p className="wrong" role="alert">
          {error.code === "OUT_OF_STOCK"
            ? "So many are not free: the rest is reserved."
            : error.message}
        </p>
      )}
      <div className="foot-acts">
        <button type="button" className="cb" onClick={onClose}>
          Leave it
        </button>
        <button type="submit" className="cb sun" aria-disabled={busy}>
          {busy ? "Moving" : "Move stock"}
        </button>
      </div>
    </Dialog>
  );
}
