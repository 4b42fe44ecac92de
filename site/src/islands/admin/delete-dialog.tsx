import { useState } from "react";
import type { ApiError } from "../../api/client.ts";
import { pieces } from "../../format.ts";
import type { Product } from "../../page-data.ts";
import { Dialog } from "../ui/dialog.tsx";
import { staffCall } from "./staff-call.ts";
import { asApiError } from "./use-load.ts";

/** Asks once more, by name, and deletes the product. */
export function DeleteDialog({
  product,
  onDeleted,
  onClose,
}: {
  product: Product;
  onDeleted: () => void;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();

  async function remove(): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      await staffCall("DELETE /products/:id", { params: { id: product.id } });
      onDeleted();
    } catch (failure) {
      const refused = asApiError(failure);
      // Someone else was faster: what was asked for is so.
      if (refused.code === "PRODUCT_NOT_FOUND") onDeleted();
      setError(refused);
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={`Delete ${product.name} and its ${pieces(product.variants.length, "height")}?`}
      onSubmit={() => void remove()}
      onClose={onClose}
    >
      <p className="quiet">Orders keep their copy. The page is gone from now on.</p>
      {error && (
        <p className="wrong" role="alert">
          {error.message}
        </p>
      )}
      <div className="foot-acts">
        <button type="button" className="cb" onClick={onClose}>
          Keep
        </button>
        <button type="submit" className="cb poppy" aria-disabled={busy}>
          {busy ? "Deleting" : `Delete ${product.name}`}
        </button>
      </div>
    </Dialog>
  );
}
