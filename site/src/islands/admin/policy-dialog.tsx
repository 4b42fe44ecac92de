import { useState } from "react";
import type { z } from "zod";
import type { ApiError } from "../../api/client.ts";
import type { inventory } from "../../../../shared/contracts/inventory.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "./field.tsx";
import { staffCall } from "./staff-call.ts";
import { asApiError } from "./use-load.ts";

type Inventory = z.input<typeof inventory>;

const whole = (text: string): number | undefined =>
  /^\d{1,7}$/.test(text.trim()) ? Number(text) : undefined;

/** How one SKU is sold: what is promised beyond the house, when staff are told, for how many at once. */
export function PolicyDialog({
  sku,
  stock,
  onDone,
  onClose,
}: {
  sku: string;
  stock: Inventory;
  onDone: (stock: Inventory) => void;
  onClose: () => void;
}) {
  const [lowStockAt, setLow] = useState(stock.lowStockAt === null ? "" : `${stock.lowStockAt}`);
  const [backorderLimit, setBackorder] = useState(`${stock.backorderLimit}`);
  const [shards, setShards] = useState(`${stock.shards}`);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<ApiError>();
  const low = lowStockAt.trim() === "" ? null : whole(lowStockAt);
  const limit = whole(backorderLimit);
  const counters = whole(shards);
  const wrong = (field: string, value: number | null | undefined) =>
    error?.details.find((one) => one.field === field)?.message ??
    (tried && value === undefined ? "A whole number." : undefined);

  async function save(): Promise<void> {
    setTried(true);
    if (busy || low === undefined || limit === undefined || counters === undefined) return;
    setBusy(true);
    setError(undefined);
    try {
      const { data } = await staffCall("PUT /admin/inventory/:sku/policy", {
        params: { sku },
        body: { lowStockAt: low, backorderLimit: limit, shards: counters },
      });
      onDone(data);
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog title={`How ${sku} is sold`} onSubmit={() => void save()} onClose={onClose}>
      <div className="form">
        <Field
          label="Tell staff at"
          note="So many free pieces, or empty for never."
          error={wrong("lowStockAt", low)}
        >
          {(control) => (
            <input
              {...control}
              className="field num"
              inputMode="numeric"
              value={lowStockAt}
              onChange={(event) => setLow(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Sell beyond the house"
          note="Pieces that may be promised for later; 0 for none."
          error={wrong("backorderLimit", limit)}
        >
          {(control) => (
            <input
              {...control}
              className="field num"
              inputMode="numeric"
              value={backorderLimit}
              onChange={(event) => setBackorder(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Counters"
          note="1 is right but for a rush: 10 let some thousand people buy in a minute."
          error={wrong("shards", counters)}
        >
          {(control) => (
            <input
              {...control}
              className="field num"
              inputMode="numeric"
              value={shards}
              onChange={(event) => setShards(event.target.value)}
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
          Leave it
        </button>
        <button type="submit" className="cb sun" aria-disabled={busy}>
          {busy ? "Saving" : "Save"}
        </button>
      </div>
    </Dialog>
  );
}
